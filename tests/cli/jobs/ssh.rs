use serde_json::json;

use super::job;
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

/// A job that takes logins.
fn open_job(sandbox: &Sandbox, stages: &[&str]) -> String {
    let id = job(sandbox, Script::stages(stages));
    sandbox
        .hub()
        .world()
        .change_job("ada", &id, |job| job.record["status"]["sshUrl"] = json!("ssh://42@ssh.example:22"));
    id
}

#[test]
fn a_dry_run_prints_the_command() {
    let sandbox = Sandbox::empty();
    let id = open_job(&sandbox, &["RUNNING"]);
    let output = sandbox.hf(&format!("jobs ssh ada/{id} -i 'my key' --dry-run")).success();
    assert_eq!(output.stdout, "ssh -i 'my key' -p 22 42@ssh.example\n");
}

#[test]
fn a_job_that_is_scheduled_is_waited_for_and_one_that_is_over_is_not() {
    let sandbox = Sandbox::empty();
    let id = open_job(&sandbox, &["SCHEDULING", "RUNNING"]);
    sandbox.hf(&format!("jobs ssh ada/{id} --dry-run")).success();
    for stages in [&["COMPLETED"][..], &["SCHEDULING", "ERROR"]] {
        let id = open_job(&sandbox, stages);
        let output = sandbox.hf(&format!("jobs ssh ada/{id} --dry-run"));
        assert!(output.code() == Some(1) && output.stderr.contains(&format!("job ada/{id} has ended")), "{output}");
    }
}

#[test]
fn a_job_without_logins_says_how_to_get_one() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs ssh ada/{id}"));
    assert!(output.code() == Some(1) && output.stderr.contains("hf jobs run --ssh"), "{output}");
}

#[test]
fn an_address_that_is_an_option_is_refused() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let evil = json!("ssh://-oProxyCommand=touch@host");
    sandbox.hub().world().change_job("ada", &id, |job| job.record["status"]["sshUrl"] = evil);
    let output = sandbox.hf(&format!("jobs ssh ada/{id}"));
    assert!(output.code() == Some(1) && output.stderr.contains("not an address to log in at"), "{output}");
}
