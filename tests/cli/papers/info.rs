use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_paper_is_one_object_with_what_is_made_of_it() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("papers info 2512.00002 --json").success().json();
    assert_eq!(output["linked_models"], json!([{"id": "ada/tiny-bert", "likes": 5}]));
    assert_eq!((&output["upvotes"], &output["comments"]), (&json!(3), &json!(1)));
    assert_eq!(output["authors"][0]["user"], json!({"username": "ada", "orgs": []}));
    let page = sandbox.hf("papers info https://arxiv.org/abs/2512.00002 --web").success();
    assert_eq!(page.stdout, "[HUB]/papers/2512.00002\n");
}

#[test]
fn a_paper_that_is_unknown_is_not_found_and_another_page_is_no_paper() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("papers info 9999.00001");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: paper '9999.00001' not found\n"), "{output}");
    sandbox.hub().forget();
    assert_eq!(sandbox.hf("papers info ../models/gpt2").code(), Some(2));
    assert!(sandbox.hub().requests().is_empty());
}
