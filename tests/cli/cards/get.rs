use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn fields_are_printed_one_per_line() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("cards get ada/tiny-bert license tags tags.0").success();
    assert_eq!(output.stdout, "apache-2.0\n[\"demo\"]\ndemo\n");
    let output = sandbox.hf("cards get ada/tiny-bert license none --default x --json").success();
    assert_eq!(output.json(), json!({"license": "apache-2.0", "none": "x"}));
}

#[test]
fn a_key_that_is_missing_has_its_own_status() {
    let sandbox = Sandbox::demo();
    sandbox.write("README.md", "---\nlicense:\n---\n");
    let output = sandbox.hf("cards get README.md license");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: no key named 'license'"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}
