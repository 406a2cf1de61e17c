use super::{job, requests};
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

#[test]
fn a_job_is_canceled_and_named() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    assert_eq!(sandbox.hf(&format!("jobs cancel {id} --json")).success().stdout, format!("{{\"id\": \"{id}\"}}\n"));
    assert_eq!(requests(&sandbox, &id), ["GET /api/whoami-v2 200", "POST /api/jobs/ada/ID/cancel 200"]);
    let output = sandbox.hf(&format!("jobs wait ada/{id}"));
    assert!(output.stderr.contains("did not complete: CANCELED"), "{output}");
}

#[test]
fn a_job_that_is_over_cannot_be_canceled() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["COMPLETED"]));
    let output = sandbox.hf(&format!("jobs cancel ada/{id}"));
    assert!(output.code() == Some(1) && output.stderr.contains("terminal stage: COMPLETED"), "{output}");
    assert_eq!(sandbox.hf("jobs cancel ada/none").code(), Some(3));
}
