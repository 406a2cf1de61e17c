use serde_json::json;

use crate::sandbox::{ADA, Sandbox};
use crate::terminal::{ENTER, Terminal};

#[test]
fn scripts_delete_a_branch_without_a_question_as_with_the_python_client() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos branch delete ada/tiny-bert experiment --json").success();
    assert_eq!(output.json(), json!({"branch": "experiment", "repo_type": "model", "repo_id": "ada/tiny-bert"}));
    assert_eq!(sandbox.hf("repos branch list ada/tiny-bert -q").success().stdout, "main\n");
}

#[test]
fn a_person_at_a_terminal_is_asked() {
    let sandbox = Sandbox::demo();
    let token = [("HF_TOKEN", ADA.as_ref())];
    let mut terminal = Terminal::start_with(&sandbox, "repos branch delete ada/tiny-bert experiment", (80, 24), &token);
    terminal.shows("Delete the branch 'experiment' of model 'ada/tiny-bert'? [y/N]:");
    terminal.press(ENTER);
    terminal.shows("aborted");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_branch_that_is_missing_or_kept_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos branch delete ada/tiny-bert none").code(), Some(3));
    sandbox.hf("repos branch delete ada/tiny-bert none --missing-ok").success();
    let output = sandbox.hf("repos branch delete ada/tiny-bert main");
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.contains("Cannot delete the main branch"), "{output}");
}
