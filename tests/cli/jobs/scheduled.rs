//! Jobs that run by a schedule.

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

/// A schedule of ada's. Returns its ID.
fn scheduled(sandbox: &Sandbox, words: &str) -> String {
    let output = sandbox.hf(&format!("jobs scheduled run {words} -q")).success();
    output.stdout.trim().to_owned()
}

fn kept(sandbox: &Sandbox) -> Vec<Value> {
    sandbox.hub().world().read(|state| state.jobs.scheduled.clone())
}

fn body(sandbox: &Sandbox) -> Value {
    let trace = sandbox.hub().trace();
    let sent = trace.iter().rfind(|seen| seen.method == "POST" && seen.path.starts_with("/api/scheduled-jobs/"));
    serde_json::from_slice(&sent.unwrap().body).unwrap()
}

#[test]
fn a_job_is_sent_with_its_schedule() {
    let sandbox = Sandbox::empty();
    let words =
        "jobs scheduled run @daily --flavor t4-small -e A=1 --no-suspend --concurrency --name nightly ubuntu date -u";
    let output = sandbox.hf(&format!("{words} --json")).success();
    let id = kept(&sandbox)[0]["id"].clone();
    assert_eq!(output.json(), json!({"id": id, "name": "nightly"}));
    let expected = json!({
        "jobSpec": {
            "command": ["date", "-u"], "arguments": [], "environment": {"A": "1"}, "flavor": "t4-small",
            "labels": {"name": "nightly"}, "dockerImage": "ubuntu",
        },
        "schedule": "@daily", "concurrency": true, "suspend": false,
    });
    assert_eq!(body(&sandbox), expected);
    assert!(output.stderr.contains("schedule     @daily") && output.stderr.contains("concurrency  yes"), "{output}");
}

#[test]
fn the_schedule_is_no_part_of_a_default_name() {
    let sandbox = Sandbox::empty();
    sandbox.hf("jobs run -d ubuntu true").success();
    scheduled(&sandbox, "@daily ubuntu true");
    let name = sandbox.hub().world().jobs_of("ada")[0]["labels"]["name"].clone();
    assert_eq!(body(&sandbox)["jobSpec"]["labels"]["name"], name);
}

#[test]
fn a_dry_run_sends_nothing() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs scheduled run @daily --suspend --dry-run ubuntu true").success();
    assert!(output.stdout.contains("  suspend   yes\n"), "{output}");
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn active_schedules_are_listed_with_their_runs() {
    let sandbox = Sandbox::empty();
    let active = scheduled(&sandbox, "@daily --name a -l team=ml -l stage=prod ubuntu date");
    let suspended = scheduled(&sandbox, "@hourly --name s -l team=ml --suspend ubuntu date");
    assert_data_eq!(
        sandbox.hf("jobs scheduled ls").to_string().replace(&active, "ID"),
        str![[r#"
status: 0
--- stdout ---
ID                       NAME SCHEDULE IMAGE/SPACE COMMAND LAST_RUN NEXT_RUN            SUSPEND
------------------------ ---- -------- ----------- ------- -------- ------------------- -------
ID a    @daily   ubuntu      date    N/A      2026-01-02 00:00:00        
--- stderr ---
Hint: start a run now with `hf jobs scheduled trigger ada/ID`

"#]]
    );
    let ids = |words: &str| sandbox.hf(&format!("jobs scheduled list {words} -q")).success().stdout;
    assert_eq!(ids("-a"), format!("{active}\n{suspended}\n"));
    assert_eq!(ids("--status SUSPENDED"), format!("{suspended}\n"));
    assert_eq!(ids("-a -l team=ml -l stage=prod"), format!("{active}\n"));
    assert_eq!(ids("--name none"), "");
    assert_eq!(sandbox.hf("jobs scheduled list --status paused").code(), Some(2));
}

#[test]
fn programs_see_the_record_and_the_columns() {
    let sandbox = Sandbox::empty();
    let id = scheduled(&sandbox, "@daily --expose 80 ubuntu date");
    let listed = sandbox.hf("jobs scheduled list --json").success().json();
    let keys: Vec<&str> = listed[0].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "id",
        "created_at",
        "job_spec",
        "schedule",
        "suspend",
        "concurrency",
        "status",
        "owner",
        "name",
        "image/space",
        "command",
        "last_run",
        "next_run",
    ];
    assert_eq!(keys, expected);
    assert_eq!(listed[0]["job_spec"]["expose"], json!([80]));
    let shown = sandbox.hf(&format!("jobs scheduled inspect {id} --json")).success().json();
    assert_eq!(shown[0].as_object().unwrap().keys().next().unwrap(), "name");
    assert_eq!(shown[0]["status"], json!({"next_job_run_at": "2026-01-02T00:00:00+00:00"}));
}

#[test]
fn a_schedule_is_suspended_resumed_changed_and_deleted() {
    let sandbox = Sandbox::empty();
    let id = scheduled(&sandbox, "@daily ubuntu date");
    let said = |words: &str| sandbox.hf(&format!("jobs scheduled {words} --json")).success().json();
    assert_eq!(said(&format!("suspend {id}")), json!({"id": id}));
    assert_eq!(kept(&sandbox)[0]["suspend"], json!(true));
    assert_eq!(said(&format!("resume ada/{id}")), json!({"id": id}));
    assert_eq!(kept(&sandbox)[0]["suspend"], json!(false));
    assert_eq!(said(&format!("reschedule {id} '0 9 * * 1'")), json!({"id": id, "schedule": "0 9 * * 1"}));
    assert_eq!(said(&format!("labels {id} -l a=b")), json!({"id": id, "name": null}));
    assert_eq!(said(&format!("labels {id} --name x")), json!({"id": id, "name": "x"}));
    assert_eq!(kept(&sandbox)[0]["jobSpec"]["labels"], json!({"a": "b", "name": "x"}));
    assert_eq!(said(&format!("delete {id} --yes")), json!({"id": id}));
    assert!(kept(&sandbox).is_empty());
    let output = sandbox.hf(&format!("jobs scheduled inspect {id}"));
    assert!(output.code() == Some(3) && output.stderr.contains(&format!("'ada/{id}' not found")), "{output}");
}

#[test]
fn a_run_is_started_at_once_and_not_twice() {
    let sandbox = Sandbox::empty();
    let id = scheduled(&sandbox, "@daily ubuntu date");
    sandbox.hub().world().script_jobs(Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs scheduled trigger {id} --json")).success();
    let job = sandbox.hub().world().jobs_of("ada")[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(output.json(), json!({"id": job, "url": format!("[HUB]/jobs/ada/{job}")}));
    assert!(output.stderr.contains(&format!("hf jobs logs -f ada/{job}")), "{output}");
    let output = sandbox.hf(&format!("jobs scheduled trigger {id}"));
    assert!(output.code() == Some(1) && output.stderr.contains("already running"), "{output}");
}

#[test]
fn a_schedule_that_makes_no_sense_is_the_hubs_to_refuse() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs scheduled run sometimes ubuntu date");
    assert!(output.code() == Some(1) && output.stderr.contains("not a valid CRON expression"), "{output}");
}
