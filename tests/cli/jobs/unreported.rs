//! Jobs whose run was killed, or whose start was never answered.

use std::fs;
use std::path::PathBuf;

use super::{job, started};
use crate::local_hub::faults::{Effect, Fault, Then};
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;
use crate::wait::until;

const ATTACHED: &str = "jobs run --name mine ubuntu true";

fn id(sandbox: &Sandbox) -> String {
    sandbox.hub().world().jobs_of("ada")[0]["id"].as_str().unwrap().to_owned()
}

fn records(sandbox: &Sandbox) -> Vec<PathBuf> {
    let folder = fs::read_dir(sandbox.hf_home().join("xet/hf/jobs"));
    folder.into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
}

/// Kills a run when it has asked for this.
fn kill_at(sandbox: &Sandbox, words: &str, request: &str) {
    let child = sandbox.command(words).spawn();
    until("it has asked", || {
        sandbox.hub().trace().iter().any(|seen| format!("{} {}", seen.method, seen.path) == request)
    });
    child.signal("KILL");
    child.wait();
    sandbox.hub().clear_faults();
}

/// Kills a run while it prints the log of its job.
fn kill_attached(sandbox: &Sandbox) {
    sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::AfterEvents(1, Then::Silence)));
    let child = sandbox.command(ATTACHED).spawn();
    let reads = || sandbox.hub().trace().iter().any(|seen| seen.path.ends_with("/logs") && seen.sent > 0);
    until("it reads the log", reads);
    child.signal("KILL");
    child.wait();
    sandbox.hub().clear_faults();
}

#[test]
fn a_job_whose_run_was_killed_is_reported_once_by_the_next() {
    for next in ["jobs list", "jobs run -d ubuntu other", "jobs uv run -d ruff"] {
        let sandbox = Sandbox::empty();
        kill_attached(&sandbox);
        let id = id(&sandbox);
        let output = sandbox.hf(next).success();
        assert!(output.stderr.contains(&format!("Warning: job ada/{id} is running: it was started")), "{output}");
        assert!(output.stderr.contains(&format!("`hf jobs cancel ada/{id}`")), "{output}");
        let output = sandbox.hf(next).success();
        assert!(!output.stderr.contains(&id) && records(&sandbox).is_empty(), "{output}");
    }
}

#[test]
fn a_job_that_ended_meanwhile_is_nobodys_worry() {
    let sandbox = Sandbox::empty();
    kill_attached(&sandbox);
    sandbox.hf(&format!("jobs cancel {}", id(&sandbox))).success();
    let output = sandbox.hf("jobs list -a").success();
    assert!(output.stderr.is_empty() && records(&sandbox).is_empty(), "{output}");
}

#[test]
fn a_run_that_was_killed_before_the_answer_left_a_job_of_that_name() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/api/jobs/ada", Effect::Stall(0)));
    kill_at(&sandbox, ATTACHED, "POST /api/jobs/ada");
    let output = sandbox.hf("jobs list").success();
    let warning = format!("job ada/{} is running: it may have been started", id(&sandbox));
    assert!(output.stderr.contains(&warning), "{output}");
}

#[test]
fn a_batch_that_was_killed_is_reported_by_its_label() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/api/jobs/ada", Effect::Stall(0)).skip(2));
    let child = sandbox.command("jobs run --count 4 --name part ubuntu true").spawn();
    until("some were started", || sandbox.hub().world().jobs_of("ada").len() == 3);
    child.signal("KILL");
    child.wait();
    let output = sandbox.hf("jobs list").success();
    assert!(output.stderr.contains("3 jobs with the label batch=part-"), "{output}");
    assert!(output.stderr.contains("`hf jobs cancel --namespace ada --label batch=part-"), "{output}");
}

#[test]
fn what_a_living_run_does_is_its_own_to_report() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::AfterEvents(1, Then::Silence)));
    let child = sandbox.command(ATTACHED).spawn();
    until("it reads the log", || sandbox.hub().trace().iter().any(|seen| seen.path.ends_with("/logs")));
    let output = sandbox.hf("jobs list").success();
    assert_eq!(output.stderr, "", "{output}");
    child.signal("INT");
    child.wait();
    assert!(records(&sandbox).is_empty(), "Ctrl-C has said that it still runs");
}

#[test]
fn an_answer_that_was_lost_is_no_job_that_was_lost() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/api/jobs/ada", Effect::StatusAfterwards(502)));
    let output = sandbox.hf(ATTACHED);
    let id = id(&sandbox);
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains(&format!("job ada/{id} with the label name=mine is running")), "{output}");
    assert!(output.stderr.contains(&format!("`hf jobs cancel ada/{id}`")), "{output}");
    assert_eq!(started(&sandbox).len(), 1);
}

#[test]
fn a_start_that_failed_is_no_job() {
    let sandbox = Sandbox::empty();
    job(&sandbox, Script::default());
    sandbox.hub().fault(Fault::new("POST", "/api/jobs/ada", Effect::status(502)));
    let output = sandbox.hf(ATTACHED);
    assert!(output.code() == Some(6) && !output.stderr.contains("is running"), "{output}");
    sandbox.hub().fault(Fault::new("GET", "/api/jobs/ada", Effect::status(403)));
    let output = sandbox.hf(ATTACHED);
    assert!(output.stderr.contains("`hf jobs list --namespace ada --label name=mine`"), "{output}");
}
