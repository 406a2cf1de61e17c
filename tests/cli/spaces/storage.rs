use serde_json::json;

use super::{machine, sent};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

#[test]
fn storage_is_set_and_deleted_after_a_question() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces storage set ada/hello small --json").success();
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "storage": "small"}));
    assert_eq!(sent(&sandbox), json!({"tier": "small"}));
    assert_eq!(sandbox.command("spaces storage delete ada/hello").stdin("n\n").run().code(), Some(1));
    assert_eq!(machine(&sandbox).more["storage"], "small");
    sandbox.hf("spaces storage delete ada/hello --yes").success();
    assert_eq!(sandbox.hf("spaces storage delete ada/hello --yes").code(), Some(3));
    sandbox.hf("spaces storage delete ada/hello --yes --missing-ok").success();
}

#[test]
fn a_hub_that_gives_no_storage_any_more_is_told_with_what_takes_its_place() {
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("POST", "*/storage", Effect::status(400)));
    let output = sandbox.hf("spaces storage set ada/hello large");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("`hf spaces volumes set ada/hello -v hf://buckets/"), "{output}");
}
