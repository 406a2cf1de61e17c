use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_user_is_one_object() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("users info ada --json").success().json();
    assert_eq!((&output["username"], &output["num_followers"]), (&json!("ada"), &json!(1)));
    assert_eq!(output["orgs"], json!([{"name": "demo-org", "fullname": "Demo Organisation"}]));
    assert_eq!(sandbox.hf("users info ada --web").success().stdout, "[HUB]/ada\n");
}

#[test]
fn a_user_who_is_unknown_is_not_found() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("users info demo-org");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: user 'demo-org' not found\n"), "{output}");
}
