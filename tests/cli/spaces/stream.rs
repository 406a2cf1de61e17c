use super::in_stages;
use crate::local_hub::faults::{Effect, Fault, Then};

#[test]
fn stages_are_told_until_the_one_that_is_waited_for() {
    let sandbox = in_stages(&["BUILDING", "RUNNING"]);
    let output = sandbox.hf("spaces stream ada/hello --only stage --until running").success();
    assert_eq!(output.stdout, "stage | BUILDING\nstage | RUNNING\n");
    let output = sandbox.hf("spaces stream ada/hello --only stage --until RUNNING --json").success();
    assert_eq!(output.json(), serde_json::json!({"source": "stage", "text": "RUNNING"}));
}

#[test]
fn logs_are_told_whole_and_once_and_a_space_that_ends_is_a_failure() {
    let sandbox = in_stages(&["BUILD_ERROR"]);
    sandbox.hub().fault(Fault::new("GET", "*/logs/build", Effect::AfterEvents(1, Then::Reset)).times(1));
    let output = sandbox.hf("spaces stream ada/hello --only stage,build");
    assert_eq!(output.code(), Some(1), "{output}");
    let mut lines: Vec<&str> = output.stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["build | --> FROM python:3.12", "build | DONE 0.3s", "stage | BUILD_ERROR"]);
    assert!(output.stderr.contains("is not running: BUILD_ERROR"), "{output}");
}

#[test]
fn a_stream_that_is_too_long_names_the_stage() {
    let sandbox = in_stages(&["BUILDING"]);
    let output = sandbox.hf("spaces stream ada/hello --only stage --timeout 1");
    assert!(output.code() == Some(6) && output.stderr.contains("BUILDING"), "{output}");
    assert_eq!(sandbox.hf("spaces stream ada/hello --only nothing").code(), Some(2));
}
