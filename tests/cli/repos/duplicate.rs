use serde_json::json;

use super::sent;
use crate::sandbox::Sandbox;

#[test]
fn a_copy_keeps_the_name_in_the_own_namespace() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos duplicate spaces/ada/hello demo-org/copy").success();
    assert_eq!(
        output.stdout,
        "✓ Repo duplicated\n  from_id: ada/hello\n  to_id: demo-org/copy\n  url: [HUB]/spaces/demo-org/copy\n"
    );
    assert_eq!(output.stderr, "");
    let output = sandbox.hf("repos duplicate tiny-gpt --json").success();
    assert_eq!(output.json(), json!({"from_id": "tiny-gpt", "to_id": "ada/tiny-gpt", "url": "[HUB]/ada/tiny-gpt"}));
    sandbox.hf("repos exists ada/tiny-gpt config.json").success();
}

#[test]
fn a_copy_of_large_files_takes_its_time() {
    let sandbox = Sandbox::demo();
    let words = "repos duplicate ada/tiny-bert demo-org/tiny --private --resource-group-id 7 --flavor cpu-basic";
    let output = sandbox.hf(words).success();
    assert!(output.stderr.contains("no effect on a model: --flavor"), "{output}");
    assert!(output.stderr.contains("large files are still being copied"), "{output}");
    let body = json!({"repository": "demo-org/tiny", "visibility": "private", "resourceGroupId": "7"});
    assert_eq!(sent(&sandbox, 0), ("POST /api/models/ada/tiny-bert/duplicate 200".to_owned(), body));
}

#[test]
fn the_copy_of_a_space_gets_its_machine() {
    let sandbox = Sandbox::demo();
    let run = sandbox.command("repos duplicate spaces/ada/hello mine --flavor t4-small --secrets KEY -e A=b");
    run.env("KEY", "s3cret").run().success();
    let body = json!({"repository": "ada/mine", "hardware": "t4-small", "secrets": [{"key": "KEY", "value": "s3cret"}],
                      "variables": [{"key": "A", "value": "b"}]});
    assert_eq!(sent(&sandbox, 1), ("POST /api/spaces/ada/hello/duplicate 200".to_owned(), body));
}

#[test]
fn a_copy_that_exists_is_an_error_unless_that_is_fine() {
    let sandbox = Sandbox::demo();
    let words = "repos duplicate tiny-gpt ada/tiny-bert";
    let output = sandbox.hf(words);
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.ends_with("Hint: add --exist-ok if it may already exist\n"), "{output}");
    let output = sandbox.hf(&format!("{words} --exist-ok")).success();
    assert!(output.stdout.starts_with("Nothing to do: the repo already exists\n"), "{output}");
}

#[test]
fn what_cannot_be_copied_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos duplicate bob/none").code(), Some(3));
    assert_eq!(sandbox.hf("repos duplicate bob/gated-bert").code(), Some(4));
    assert_eq!(sandbox.hf("repos duplicate kernels/demo-org/relu").code(), Some(2));
    sandbox.hub().forget();
    let output = sandbox.command("repos duplicate ada/tiny-bert").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}
