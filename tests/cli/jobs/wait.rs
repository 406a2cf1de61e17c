use serde_json::json;

use super::job;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

const EXIT_CODE: &str = "Job failed with exit code: 3. Reason: Error";

#[test]
fn it_looks_until_the_job_has_ended() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["SCHEDULING", "COMPLETED"]));
    let output = sandbox.hf(&format!("jobs wait {id} --json")).success();
    assert_eq!(output.json(), json!([{"id": id, "stage": "COMPLETED", "message": null}]));
    let look = format!("GET /api/jobs/ada/{id} 200");
    assert_eq!(sandbox.hub().requests(), ["GET /api/whoami-v2 200".to_owned(), look.clone(), look]);
}

#[test]
fn a_job_that_failed_is_shown_and_is_a_failure() {
    let sandbox = Sandbox::empty();
    let failed = job(&sandbox, Script::stages(&["ERROR"]).message(EXIT_CODE));
    let output = sandbox.hf(&format!("jobs wait ada/{failed} -q"));
    assert_eq!((output.code(), output.stdout.clone()), (Some(1), format!("{failed}\n")));
    assert!(output.stderr.contains(&format!("job ada/{failed} did not complete: ERROR ({EXIT_CODE})")), "{output}");
}

#[test]
fn all_jobs_are_looked_at_in_one_round_and_those_that_failed_are_named() {
    let sandbox = Sandbox::empty();
    let done = job(&sandbox, Script::stages(&["COMPLETED"]));
    let slow = job(&sandbox, Script::stages(&["RUNNING", "CANCELED"]));
    let output = sandbox.hf(&format!("jobs wait {slow} ada/{done}"));
    assert_eq!(output.code(), Some(1));
    let ids: Vec<_> = output.stdout.lines().skip(2).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(ids, [slow.as_str(), done.as_str()], "{output}");
    assert!(output.stderr.contains(&format!("1 of 2 jobs did not complete: ada/{slow} CANCELED")), "{output}");
    let looks = sandbox.hub().requests().iter().filter(|line| line.contains(&done)).count();
    assert_eq!(looks, 1);
}

#[test]
fn a_timeout_of_nothing_is_one_look() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs wait ada/{id} --timeout 0"));
    assert_eq!((output.code(), output.stdout.as_str()), (Some(6), ""));
    assert!(output.stderr.contains(&format!("job ada/{id} did not end within 0s")), "{output}");
    assert_eq!(sandbox.hub().trace().len(), 1);
}

#[test]
fn a_server_that_fails_for_a_moment_ends_no_wait() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["COMPLETED"]));
    sandbox.hub().fault(Fault::new("GET", "/api/jobs/*", Effect::status(503)).times(2));
    sandbox.hf(&format!("jobs wait ada/{id}")).success();
}

#[test]
fn a_job_that_is_not_there_ends_the_wait() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs wait ada/{id} ada/6871f0c0"));
    assert_eq!((output.code(), output.stdout.as_str()), (Some(3), ""), "{output}");
}

#[test]
fn words_that_make_no_sense_ask_nothing() {
    let sandbox = Sandbox::empty();
    for words in ["jobs wait ada/1 bob/2", "jobs wait 1 --timeout 5x", "jobs wait 1 --timeout 1.5h"] {
        assert_eq!(sandbox.hf(words).code(), Some(2), "{words}");
    }
    assert!(sandbox.hub().trace().is_empty());
}
