use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::names;
use crate::sandbox::Sandbox;

#[test]
fn a_tag_is_deleted_after_a_question_and_its_commit_stays() {
    let sandbox = Sandbox::demo();
    let commit = sandbox.hf("repos tag list ada/tiny-bert --json").json()[0]["target_commit"].clone();
    sandbox.hub().forget();
    assert_data_eq!(
        sandbox.command("repos tag delete ada/tiny-bert v1.0").stdin("y\n").run(),
        str![[r#"
status: 0
--- stdout ---
Delete the tag 'v1.0' of model 'ada/tiny-bert'? [y/N]: ✓ Tag deleted
  tag: v1.0
  repo_type: model
  repo_id: ada/tiny-bert
--- stderr ---

"#]]
    );
    assert_eq!(sandbox.hub().requests(), ["DELETE /api/models/ada/tiny-bert/tag/v1.0 200"]);
    assert!(names(&sandbox, "ada/tiny-bert").is_empty());
    let commit = commit.as_str().unwrap();
    sandbox.hf(&format!("download ada/tiny-bert config.json --revision {commit}")).success();
}

#[test]
fn yes_asks_nothing_in_any_mode() {
    for (flag, stdout) in [
        ("--json", "{\"tag\": \"v1.0\", \"repo_type\": \"model\", \"repo_id\": \"ada/tiny-bert\"}\n"),
        ("--quiet", "v1.0\n"),
        ("--format agent", "tag=v1.0 repo_type=model repo_id=ada/tiny-bert\n"),
    ] {
        let sandbox = Sandbox::demo();
        assert_eq!(sandbox.hf(&format!("repos tag delete ada/tiny-bert v1.0 --yes {flag}")).success().stdout, stdout);
    }
}

#[test]
fn without_a_yes_nothing_is_sent() {
    let sandbox = Sandbox::demo();
    for input in ["n\n", ""] {
        let output = sandbox.command("repos tag delete ada/tiny-bert v1.0").stdin(input).run();
        assert_eq!(output.code(), Some(1), "{output}");
    }
    let output = sandbox.hf("repos tag delete ada/tiny-bert v1.0 --json");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    let error: serde_json::Value = serde_json::from_str(&output.stderr).unwrap();
    assert!(error["error"].as_str().unwrap().contains("--yes"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_tag_that_does_not_exist_is_an_error_unless_that_is_fine() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos tag delete ada/tiny-bert none -y");
    assert_eq!(output.code(), Some(3), "{output}");
    let output = sandbox.hf("repos tag delete ada/tiny-bert none -y --missing-ok --json").success();
    assert_eq!(output.json(), json!({"tag": "none", "repo_type": "model", "repo_id": "ada/tiny-bert"}));
    // A repo that does not exist is another matter.
    let output = sandbox.hf("repos tag delete ada/none v1.0 -y --missing-ok");
    assert_eq!(output.code(), Some(3), "{output}");
}

#[test]
fn without_a_token_it_says_how_to_log_in() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("repos tag delete ada/tiny-bert v1.0 --yes").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.ends_with("Hint: log in with `hf auth login`\n"), "{output}");
}
