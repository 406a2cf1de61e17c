use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::local_hub::{Options, Seed};
use crate::sandbox::{ADA, Sandbox};
use crate::terminal::{DOWN, ENTER, Terminal};

fn sandbox() -> Sandbox {
    Sandbox::with(Options { page_size: 2, seed: Seed::Demo, ..Options::default() })
}

#[test]
fn repos_are_listed_with_the_storage_that_they_take() {
    assert_data_eq!(
        sandbox().hf("repos list --limit 3").success(),
        str![[r#"
status: 0
--- stdout ---
ID               TYPE    UPDATED    VISIBILITY STORAGE %_OF_TOTAL
---------------- ------- ---------- ---------- ------- ----------
ada/planets      dataset 2025-10-01 public     40.7 KB      71.9%
ada/tiny-bert    model   2025-10-01 public     13.9 KB      24.6%
ada/private-bert model   2025-10-02 private      856 B       1.5%
--- stderr ---
Hint: there are more: use --limit 0 to list all

"#]]
    );
}

#[test]
fn programs_read_bytes_beside_the_words_for_people() {
    let rows = sandbox().hf("repos ls --search PLANET --json").success().json();
    assert_eq!(rows.as_array().unwrap().len(), 1);
    let keys: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "type", "updated", "visibility", "storage", "%_of_total", "bytes"]);
    assert_eq!((&rows[0]["type"], &rows[0]["storage"]), (&json!("dataset"), &json!("40.7 KB")));
}

#[test]
fn a_limit_asks_for_no_more_pages_and_says_so() {
    let sandbox = sandbox();
    let output = sandbox.hf("repos ls --limit 1 --format agent").success();
    assert_eq!(output.stderr, "Hint: there are more: use --limit 0 to list all\n");
    assert_eq!(sandbox.hub().requests().len(), 1);
    let all = sandbox.hf("repos ls --limit 0 -q").success();
    assert_eq!((all.stdout.lines().count(), all.stderr.as_str()), (5, ""), "{all}");
    assert_eq!(sandbox.hf("repos ls --type space -q").success().stdout, "ada/hello\n");
    assert_eq!(sandbox.hf("repos ls --search zzz").success().stdout, "No results found.\n");
}

#[test]
fn an_organization_has_a_list_of_its_own() {
    let sandbox = sandbox();
    assert_eq!(sandbox.hf("repos ls --namespace demo-org -q").success().stdout, "demo-org/relu\n");
    let output = sandbox.hf("repos ls --namespace ada");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: organization 'ada' not found\n"), "{output}");
    assert_eq!(sandbox.command("repos ls").no_token().run().code(), Some(4));
}

#[test]
fn the_list_fills_the_screen_and_prints_what_is_chosen() {
    let sandbox = sandbox();
    let token = [("HF_TOKEN", ADA.as_ref())];
    let mut terminal = Terminal::start_with(&sandbox, "repos list --explore", (100, 12), &token);
    let screen = terminal.shows("q leave");
    assert!(screen.starts_with("Repos of your account - 56.6 KB in all, sorted by size\n"), "{screen}");
    assert!(screen.contains("> ada/planets"), "{screen}");
    terminal.after(DOWN, "> ada/tiny-bert");
    terminal.press(ENTER);
    let (status, screen) = terminal.end();
    assert_eq!((status, screen.trim()), (0, "ada/tiny-bert"));
}

#[test]
fn without_a_terminal_the_list_is_printed() {
    let output = sandbox().hf("repos list --explore").success();
    assert!(output.stderr.starts_with("Warning: --explore needs a terminal"), "{output}");
    assert!(output.stdout.contains("ada/planets"), "{output}");
    assert_eq!(sandbox().hf("repos list --explore --json").code(), Some(2));
}
