use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::sent;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_repo_is_deleted_after_a_question() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.command("repos delete datasets/ada/planets").stdin("y\n").run(),
        str![[r#"
status: 0
--- stdout ---
Delete dataset 'ada/planets' with all its files and its history for good? [y/N]: ✓ Repo deleted
  repo_id: ada/planets
--- stderr ---

"#]]
    );
    let body = json!({"name": "planets", "organization": "ada", "type": "dataset"});
    assert_eq!(sent(&sandbox, 0), ("DELETE /api/repos/delete 200".to_owned(), body));
    assert!(sandbox.hub().world().repo(Kind::Dataset, "ada/planets").is_none());
}

#[test]
fn without_a_yes_nothing_is_sent() {
    let sandbox = Sandbox::demo();
    for input in ["n\n", ""] {
        let output = sandbox.command("repos delete ada/tiny-bert").stdin(input).run();
        assert_eq!(output.code(), Some(1), "{output}");
    }
    let output = sandbox.hf("repos delete ada/tiny-bert --json");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    assert!(output.stderr.contains("--yes"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn without_a_namespace_the_own_repo_is_meant() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos delete tiny-bert -y -q").success().stdout, "tiny-bert\n");
    assert_eq!(sent(&sandbox, 0).1["organization"], json!(null));
    assert!(sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").is_none());
}

#[test]
fn a_repo_that_does_not_exist_is_named_and_fine_where_it_may_be_missing() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos delete ada/none -y");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: model 'ada/none' not found\n"), "{output}");
    let output = sandbox.hf("repos delete ada/none -y --missing-ok --json").success();
    assert_eq!(output.json(), json!({"repo_id": "ada/none"}));
    // No right to delete is another matter.
    let output = sandbox.command("repos delete ada/tiny-bert -y --missing-ok").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
    let output = sandbox.command("repos delete ada/tiny-bert -y --missing-ok").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.ends_with("Hint: log in with `hf auth login`\n"), "{output}");
}
