use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_card_is_checked_here_and_by_the_hub() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("cards validate ada/tiny-bert").success().stdout, "The card is valid\n");
    sandbox.write("card.md", "---\nlicense: mit\noops\n---\n");
    let output = sandbox.hf("cards validate card.md --json");
    assert_eq!(output.code(), Some(1), "{output}");
    let first = &output.stdout.lines().next().unwrap();
    let report: serde_json::Value = serde_json::from_str(first).unwrap();
    assert_eq!((&report["valid"], report["errors"].as_array().unwrap().len()), (&json!(false), 1));
}

#[test]
fn what_can_be_seen_here_is_not_asked() {
    let sandbox = Sandbox::demo();
    sandbox.write("card.md", "---\na: 1\na: 2\n---\n");
    let output = sandbox.hf("cards validate card.md");
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(output.stdout, "error: line 3: the key 'a' occurs twice\n");
    assert!(output.stderr.starts_with("Error: 'card.md' is not valid: 1 error"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}
