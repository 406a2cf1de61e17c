use serde_json::json;

use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{ADA, BOB, Sandbox};
use crate::terminal::Terminal;

fn paths(sandbox: &Sandbox) -> Vec<String> {
    let repo = sandbox.hub().world().repo(Kind::Dataset, "ada/planets").unwrap();
    repo.files(repo.head()).into_iter().map(|entry| entry.path).collect()
}

#[test]
fn patterns_cross_slashes_and_gitattributes_stays() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos delete-files datasets/ada/planets '*.csv' parquet/ --json").success();
    let head = sandbox.hub().world().repo(Kind::Dataset, "ada/planets").unwrap().head();
    let page = format!("[HUB]/datasets/ada/planets/commit/{head}");
    assert_eq!(output.json(), json!({"repo_id": "ada/planets", "commit_url": page}));
    assert_eq!(paths(&sandbox), [".gitattributes", "README.md", "data/outer/notes/pluto.txt"]);
    let newest = &sandbox.hf("repos history datasets/ada/planets --json").success().json()[0];
    assert_eq!(newest["title"], "Delete files *.csv parquet/ with hf");
    sandbox.hf("repos delete-files datasets/ada/planets '*' -m 'All gone'").success();
    assert_eq!(paths(&sandbox), [".gitattributes"]);
}

#[test]
fn a_dry_run_names_what_would_go() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos delete-files datasets/ada/planets data/inner/ --dry-run").success();
    let says = "data/inner/planets.csv\nWould delete 1 file of dataset 'ada/planets'\n";
    assert!(output.stdout.starts_with(says), "{output}");
    let output = sandbox.hf("repos delete-files datasets/ada/planets data/ --dry-run --json").success().json();
    assert_eq!(output["files"].as_array().unwrap().len(), 3);
    assert_eq!(paths(&sandbox).len(), 6);
}

#[test]
fn what_matches_nothing_is_an_error_and_a_pattern_that_the_shell_took_is_guessed() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos delete-files ada/tiny-bert none.txt");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: no file named 'none.txt'\n"), "{output}");
    sandbox.write("a.md", "");
    let output = sandbox.hf("repos delete-files ada/tiny-bert a.md");
    assert!(output.stderr.contains("Hint: quote patterns"), "{output}");
    assert_eq!(sandbox.hf("repos delete-files ada/none x").code(), Some(3));
}

#[test]
fn who_may_not_write_may_propose() {
    let sandbox = Sandbox::demo();
    let refused = sandbox.command("repos delete-files ada/tiny-bert vocab.txt").token(BOB).run();
    assert_eq!(refused.code(), Some(4), "{refused}");
    let words = "repos delete-files ada/tiny-bert vocab.txt --create-pr";
    let output = sandbox.command(words).token(BOB).run().success();
    assert!(output.stderr.contains("Pull request: [HUB]/ada/tiny-bert/discussions/2"), "{output}");
    sandbox.hf("repos delete-files ada/tiny-bert README.md --revision refs/pr/2").success();
    sandbox.hf("repos exists ada/tiny-bert README.md").success();
}

#[test]
fn a_branch_that_has_moved_keeps_its_files() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos delete-files ada/tiny-bert vocab.txt --parent-commit 0123456");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("not to 0123456"), "{output}");
}

#[test]
fn a_person_at_a_terminal_is_asked() {
    let sandbox = Sandbox::demo();
    let token = [("HF_TOKEN", ADA.as_ref())];
    let words = "repos delete-files datasets/ada/planets '*'";
    let mut terminal = Terminal::start_with(&sandbox, words, (300, 24), &token);
    terminal.shows("Delete 5 files of dataset 'ada/planets': data/inner/planets.csv, ");
    terminal.press("n\r");
    terminal.shows("aborted");
    assert_eq!(paths(&sandbox).len(), 6);
}
