use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn variables_are_listed_with_their_values() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("spaces variables ls ada/hello --json").success().stdout, "[]\n");
    sandbox.hf("spaces variables add ada/hello -e MODEL=gpt2").success();
    let row = json!({"key": "MODEL", "value": "gpt2", "updated_at": "2026-01-01T00:00:01+00:00"});
    assert_eq!(sandbox.hf("spaces variables list ada/hello --json").success().json(), json!([row]));
    assert_eq!(sandbox.hf("spaces variables list ada/hello -q").success().stdout, "MODEL\n");
    // They are as public as the Space is.
    sandbox.command("spaces variables list ada/hello").no_token().run().success();
}
