use serde_json::json;

use super::sent;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_repo_gets_another_name_and_the_old_one_leads_to_it() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos move datasets/ada/planets demo-org/worlds --json").success();
    assert_eq!(output.json(), json!({"from_id": "ada/planets", "to_id": "demo-org/worlds"}));
    let body = json!({"fromRepo": "ada/planets", "toRepo": "demo-org/worlds", "type": "dataset"});
    assert_eq!(sent(&sandbox, 0), ("POST /api/repos/move 200".to_owned(), body));
    sandbox.hf("repos exists datasets/demo-org/worlds").success();
    sandbox.hf("repos exists datasets/ada/planets").success();
}

#[test]
fn what_cannot_be_moved_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    for (words, status, says) in [
        ("tiny-bert ada/other", 2, "'tiny-bert' has no namespace"),
        ("datasets/ada/planets models/ada/other", 2, "two repo types"),
        ("ada/none ada/other", 3, "model 'ada/none' not found"),
        ("ada/tiny-bert ada/odd-names", 1, "already exists"),
    ] {
        let output = sandbox.hf(&format!("repos move {words}"));
        assert_eq!(output.code(), Some(status), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
    let output = sandbox.command("repos move ada/tiny-bert bob/tiny-bert").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
}
