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

#[test]
fn jobs_with_a_label_are_canceled_together() {
    let sandbox = Sandbox::empty();
    let start = |label: &str| {
        let world = sandbox.hub().world();
        world.script_jobs(Script::stages(&["RUNNING"]));
        let labels = serde_json::json!({"team": label});
        let wanted =
            serde_json::json!({"command": ["true"], "environment": {}, "flavor": "cpu-basic", "labels": labels});
        world.start_job("ada", "ada", &wanted).id
    };
    let (one, two, other) = (start("ml"), start("ml"), start("web"));
    let output = sandbox.hf("jobs cancel --label team=ml --json");
    assert!(output.code() == Some(1) && output.stderr.contains("--yes"), "{output}");
    let output = sandbox.hf("jobs cancel --label team=ml --yes -q").success();
    let mut canceled: Vec<&str> = output.stdout.lines().collect();
    let mut expected = [one.as_str(), two.as_str()];
    canceled.sort_unstable();
    expected.sort_unstable();
    assert_eq!(canceled, expected);
    assert!(!canceled.contains(&other.as_str()));
    assert!(sandbox.hf("jobs cancel --label team=none --yes").success().stdout.contains("No job to cancel"));
    for words in ["jobs cancel", "jobs cancel x --label a=b"] {
        assert_eq!(sandbox.hf(words).code(), Some(2), "{words}");
    }
}
