use serde_json::json;

use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

#[test]
fn a_space_tells_how_it_runs() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces info ada/hello --expand runtime,sdk --json").success();
    let raw = json!({"stage": "RUNNING", "hardware": {"current": "cpu-basic", "requested": "cpu-basic"}});
    let runtime = json!({
        "stage": "RUNNING", "hardware": "cpu-basic", "requested_hardware": "cpu-basic", "dev_mode": false, "raw": raw,
    });
    assert_eq!(output.json(), json!({"id": "ada/hello", "runtime": runtime, "sdk": "static"}));
}

#[test]
fn a_runtime_without_a_stage_is_an_error_that_names_it() {
    let sandbox = Sandbox::demo();
    let reply = json!({"id": "ada/hello", "runtime": {"hardware": null}});
    sandbox.hub().fault(Fault::new("GET", "/api/spaces/ada/hello", Effect::Json(reply)));
    let output = sandbox.hf("spaces info ada/hello");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("missing field `stage`"), "{output}");
}

#[test]
fn its_page_is_that_of_a_space() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("spaces info spaces/ada/hello --web").success().stdout, "[HUB]/spaces/ada/hello\n");
}
