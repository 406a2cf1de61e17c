//! Jobs and scheduled jobs: what either client started, the other lists, follows, changes and ends.

use serde_json::{Value, json};

use super::python::{Python, python};
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

/// What a script shows that has the client as `api`.
fn shown(python: &Python, sandbox: &Sandbox, code: &str) -> Value {
    python.script(sandbox, &format!("api = hub.HfApi()\n{code}")).run().success().json()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn a_job_of_pythons_is_listed_followed_and_cancelled_by_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let code = "
first = api.run_job(image='python:3.12', command=['echo', 'hi'], env={'A': '1'}, labels={'team': 'ml'}, timeout='5m')
second = api.run_job(image='ubuntu', command=['sleep', '1d'], name='long', labels={'team': 'ml'})
show([first.id, second.id])";
    let ids = shown(python, &sandbox, code);
    let (first, second) = (text(&ids[0]), text(&ids[1]));
    assert_eq!(sandbox.hf("jobs list --label team=ml -q").success().stdout, format!("{second}\n{first}\n"));
    let inspected = &sandbox.hf(&format!("jobs inspect {first} --json")).success().json()[0];
    assert_eq!(inspected["command"], json!(["echo", "hi"]));
    let followed = sandbox.hf(&format!("jobs logs -f {first}")).success();
    assert_eq!(followed.stdout, "echo hi\nA=1\ndone\n");
    assert!(followed.stderr.contains("has ended: COMPLETED"), "{followed}");
    sandbox.hf("jobs cancel --label team=ml --yes").success();
    let stages = format!("show([api.inspect_job(job_id=id).status.stage for id in ['{first}', '{second}']])");
    assert_eq!(shown(python, &sandbox, &stages), json!(["COMPLETED", "CANCELED"]));
}

#[test]
fn a_job_of_ours_is_listed_followed_and_cancelled_by_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let start = |words: &str| sandbox.hf(&format!("jobs run -d -q {words}")).success().stdout.trim().to_owned();
    let first = start("--name quick -l team=ml -e A=1 --timeout 5m --expose 8000 python:3.12 echo hi");
    let second = start("-l team=ml ubuntu sleep 1d");
    let code = format!(
        "
job = api.inspect_job(job_id='{first}')
shown = {{
    'listed': [job.id for job in api.list_jobs(labels={{'team': 'ml'}})],
    'job': [job.command, job.environment, job.labels['name'], job.expose, job.docker_image, job.flavor],
    'log': list(api.fetch_job_logs(job_id='{first}', follow=True)),
    'stage': api.wait_for_job('{first}', poll_interval=0.1).status.stage,
}}
api.cancel_job(job_id='{second}')
show(shown)"
    );
    let expected = json!({
        "listed": [second, first],
        "job": [["echo", "hi"], {"A": "1"}, "quick", [8000], "python:3.12", "cpu-basic"],
        "log": ["echo hi", "A=1", "done"],
        "stage": "COMPLETED",
    });
    assert_eq!(shown(python, &sandbox, &code), expected);
    let waited = sandbox.hf(&format!("jobs wait {first} {second} --json"));
    assert_eq!(waited.code(), Some(1), "{waited}");
    let stages: Vec<Value> = waited.json().as_array().unwrap().iter().map(|job| job["stage"].clone()).collect();
    assert_eq!(stages, ["COMPLETED", "CANCELED"]);
}

#[test]
fn the_outcome_of_a_job_is_the_same_for_both() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.hub().world().script_jobs(Script::stages(&["RUNNING", "ERROR"]).message("exit code: 3"));
    let code = "
job = api.run_job(image='ubuntu', command=['false'])
job = api.wait_for_job(job.id, poll_interval=0.1)
show([job.id, job.status.stage, job.status.message])";
    let seen = shown(python, &sandbox, code);
    assert_eq!(seen, json!([seen[0], "ERROR", "exit code: 3"]));
    let waited = sandbox.hf(&format!("jobs wait {}", text(&seen[0])));
    assert!(waited.code() == Some(1) && waited.stderr.contains("ERROR (exit code: 3)"), "{waited}");
}

#[test]
fn a_scheduled_job_of_pythons_is_changed_started_and_deleted_by_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let code = "
job = api.create_scheduled_job(image='ubuntu', command=['true'], schedule='@daily', name='nightly')
show(job.id)";
    let id = text(&shown(python, &sandbox, code));
    let listed = sandbox.hf("jobs scheduled list --json").success().json();
    assert_eq!((&listed[0]["id"], &listed[0]["name"]), (&json!(id), &json!("nightly")));
    sandbox.hf(&format!("jobs scheduled reschedule {id} '0 3 * * *'")).success();
    sandbox.hf(&format!("jobs scheduled suspend {id}")).success();
    let started = sandbox.hf(&format!("jobs scheduled trigger {id} --json")).success().json();
    let code = format!(
        "
job = api.inspect_scheduled_job(scheduled_job_id='{id}')
show([job.schedule, job.suspend, job.status.last_job.id, [job.id for job in api.list_jobs()]])"
    );
    assert_eq!(shown(python, &sandbox, &code), json!(["0 3 * * *", true, started["id"], [started["id"]]]));
    sandbox.hf(&format!("jobs scheduled delete {id}")).success();
    assert_eq!(shown(python, &sandbox, "show(len(api.list_scheduled_jobs()))"), json!(0));
}

#[test]
fn a_scheduled_job_of_ours_is_changed_started_and_deleted_by_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let id = sandbox.hf("jobs scheduled run @hourly -l team=ml -q ubuntu true").success().stdout.trim().to_owned();
    let code = format!(
        "
found = api.list_scheduled_jobs(labels={{'team': 'ml'}})[0]
api.suspend_scheduled_job(scheduled_job_id='{id}')
started = api.trigger_scheduled_job(scheduled_job_id='{id}')
show([found.id, found.schedule, found.job_spec.command, found.suspend, started.id])"
    );
    let seen = shown(python, &sandbox, &code);
    assert_eq!(seen, json!([id, "@hourly", ["true"], false, seen[4]]));
    let inspected = &sandbox.hf(&format!("jobs scheduled inspect {id} --json")).success().json()[0];
    assert_eq!((&inspected["suspend"], &inspected["status"]["last_job"]["id"]), (&json!(true), &seen[4]));
    assert_eq!(sandbox.hf("jobs list -q").success().stdout, format!("{}\n", text(&seen[4])));
    shown(python, &sandbox, &format!("show(api.delete_scheduled_job(scheduled_job_id='{id}'))"));
    assert_eq!(sandbox.hf("jobs scheduled list -a -q").success().stdout, "");
}
