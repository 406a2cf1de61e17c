use serde_json::json;

use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

#[test]
fn commits_are_listed_newest_first_over_all_pages() {
    let sandbox = Sandbox::with(Options { page_size: 2, seed: Seed::Demo, ..Options::default() });
    let all = sandbox.hf("repos history ada/tiny-bert --json").success().json();
    let titles: Vec<&str> = all.as_array().unwrap().iter().map(|commit| commit["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Describe the model", "Add weights", "Add config and tokenizer", "initial commit"]);
    assert_eq!(all[0]["authors"], json!(["ada"]));
    assert_eq!(all[0]["created_at"], "2025-10-01T16:00:00+00:00");
    let hashes = sandbox.hf("repos log ada/tiny-bert --limit 1 --quiet").success().stdout;
    assert_eq!(hashes.trim(), all[0]["commit_id"].as_str().unwrap());
    let all = sandbox.hf("repos history ada/tiny-bert --limit 0 -q").success();
    assert_eq!(all.stdout.lines().count(), 4);
}

#[test]
fn html_is_for_programs() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos history ada/tiny-bert --formatted").code(), Some(2));
    let commits = sandbox.hf("repos history ada/tiny-bert --formatted --json --revision experiment").success().json();
    assert_eq!(commits[0]["formatted_title"], "Try a wider model");
    let asked = ("expand[]".to_owned(), "formatted".to_owned());
    assert_eq!(sandbox.hub().trace()[0].query, [asked]);
}

#[test]
fn an_unknown_revision_is_not_found() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos history ada/tiny-bert --revision none");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: revision 'none' not found in model 'ada/tiny-bert'\n"), "{output}");
}
