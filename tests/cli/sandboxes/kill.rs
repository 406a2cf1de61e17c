use serde_json::json;

use super::{World, job, with_sandbox};
use crate::local_hub::faults::{Effect, Fault};

#[test]
fn a_sandbox_ends_with_its_job() {
    let (world, id) = with_sandbox();
    assert_eq!(world.hf(&format!("sandbox kill ada/{id} --json")).success().json(), json!({"id": format!("ada/{id}")}));
    assert_eq!(job(&world, &id)["status"]["stage"], json!("CANCELED"));
}

#[test]
fn a_sandbox_that_still_runs_is_never_reported_as_ended() {
    let (world, id) = with_sandbox();
    world.hub().fault(Fault::new("POST", "/api/jobs/*", Effect::status(403)));
    let output = world.hf(&format!("sandbox kill {id}"));
    assert!(output.code() != Some(0) && output.stdout.is_empty(), "{output}");
}

#[test]
fn all_of_them_end_after_a_question() {
    let (world, id) = with_sandbox();
    let plain = world.hf("jobs run -d -q ubuntu true").success().stdout.trim().to_owned();
    assert_ne!(world.hf("sandbox kill --all").code(), Some(0));
    assert_eq!(world.hf("sandbox kill --all --yes --json").success().json(), json!({"jobs": 1}));
    assert_eq!(job(&world, &id)["status"]["stage"], json!("CANCELED"));
    assert_eq!(job(&world, &plain)["status"]["stage"], json!("RUNNING"));
    assert!(world.hf("sandbox kill --all").success().stdout.contains("No sandbox is running"));
}

#[test]
fn what_is_no_sandbox_is_left_alone() {
    let world = World::empty();
    let plain = world.hf("jobs run -d -q ubuntu true").success().stdout.trim().to_owned();
    let output = world.hf(&format!("sandbox kill {plain}"));
    assert!(output.code() == Some(1) && output.stderr.contains("is not a sandbox"), "{output}");
    assert_eq!(world.hf("sandbox kill").code(), Some(2));
    assert_eq!(job(&world, &plain)["status"]["stage"], json!("RUNNING"));
}
