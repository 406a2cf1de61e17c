//! Labels, ports, and the same job once more.

use serde_json::{Value, json};

use super::{job, requests};
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

fn record(sandbox: &Sandbox, id: &str) -> Value {
    sandbox.hub().world().change_job("ada", id, |job| job.record.clone()).unwrap()
}

#[test]
fn labels_are_replaced_and_a_name_alone_keeps_the_others() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs labels {id} -l team=ml -l flag --json")).success();
    assert_eq!(output.json(), json!({"id": id, "name": null}));
    let output = sandbox.hf(&format!("jobs labels ada/{id} --name big --json")).success();
    assert_eq!(output.json(), json!({"id": id, "name": "big"}));
    assert_eq!(record(&sandbox, &id)["labels"], json!({"team": "ml", "flag": "", "name": "big"}));
    let asked = requests(&sandbox, &id);
    assert_eq!(asked[2..], ["GET /api/jobs/ada/ID 200", "PUT /api/jobs/ada/ID/labels 200"]);
    assert_eq!(sandbox.hf(&format!("jobs labels {id} --clear -q")).success().stdout, format!("{id}\n"));
    assert_eq!(record(&sandbox, &id)["labels"], json!({}));
}

#[test]
fn ports_are_replaced_or_closed() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs expose ada/{id} 80 81 80 --public 90 --json")).success();
    assert_eq!(output.json(), json!({"id": id, "ports": [80, 81, 90], "public_ports": [90]}));
    assert!(output.stderr.contains(&format!("https://{id}--90.hf.jobs")), "{output}");
    let output = sandbox.hf(&format!("jobs expose ada/{id} --clear --json")).success();
    assert_eq!(output.json(), json!({"id": id, "ports": [], "public_ports": []}));
}

#[test]
fn a_job_runs_once_more_and_is_followed() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["COMPLETED"]));
    sandbox.hub().world().script_jobs(Script::default().log(&["one", "two"]));
    let output = sandbox.hf(&format!("jobs rerun ada/{id}")).success();
    assert!(output.stdout.contains("\none\ntwo\nJob ada/") && !output.stdout.contains(&id), "{output}");
    let output = sandbox.hf(&format!("jobs rerun -d ada/{id} -q")).success();
    let last = sandbox.hub().world().jobs_of("ada").last().unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(output.stdout, format!("{last}\n"));
    assert_eq!(sandbox.hf("jobs rerun ada/6871f0c0").code(), Some(3));
}

#[test]
fn words_that_make_no_sense_ask_nothing() {
    let sandbox = Sandbox::empty();
    for words in [
        "jobs labels 1",
        "jobs labels 1 --clear --name x",
        "jobs labels 1 --name x -l name=y",
        "jobs expose 1",
        "jobs expose 1 80 --clear",
        "jobs expose 1 http",
    ] {
        assert_eq!(sandbox.hf(words).code(), Some(2), "{words}");
    }
    assert!(sandbox.hub().trace().is_empty());
}
