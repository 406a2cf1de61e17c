use serde_json::json;

use super::sent;
use crate::sandbox::Sandbox;

#[test]
fn each_recipe_of_the_catalog_is_a_row() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("endpoints catalog list --json").no_token().run().success();
    let first = json!({
        "repo_id": "ada/tiny-bert", "task": "text-generation", "license": "MIT", "accelerator": "gpu", "engine": "vllm",
        "gguf_file": null, "recipe_id": "mild-curry-1",
    });
    assert_eq!(output.json()[0], first);
    assert!(output.stderr.contains("`hf endpoints catalog deploy --recipe mild-curry-1`"), "{output}");
    let quiet = sandbox.hf("endpoints list-catalog --task fill-mask -q").success();
    assert_eq!(quiet.stdout, "hot-soup-1\n");
}

#[test]
fn a_model_of_the_catalog_is_deployed_under_a_name_that_was_made_up() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("endpoints catalog deploy --repo ada/tiny-bert --accelerator gpu --json").success();
    assert_eq!(output.json()["name"], "made-up-name");
    assert_eq!(sent(&sandbox), json!({"namespace": "ada", "accelerator": "gpu"}));
    sandbox.hub().forget();
    sandbox.hf("endpoints catalog deploy --recipe hot-soup-1 --name mine").success();
    assert_eq!(sent(&sandbox), json!({"namespace": "ada", "config": {"name": "mine"}}));
}

#[test]
fn what_does_not_go_together_asks_nobody() {
    let sandbox = Sandbox::demo();
    for words in ["", "--repo a/b --recipe c", "--recipe c --accelerator gpu", "--repo a/b/c"] {
        assert_eq!(sandbox.hf(&format!("endpoints catalog deploy {words}")).code(), Some(2), "{words}");
    }
    assert!(sandbox.hub().requests().is_empty());
    let output = sandbox.hf("endpoints catalog deploy --recipe none");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: recipe 'none' not found\n"), "{output}");
}
