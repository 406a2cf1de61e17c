use serde_json::json;

use super::job;
use crate::local_hub::world::jobs::Script;
use crate::sandbox::Sandbox;

#[test]
fn programs_get_a_list_with_the_name_in_front() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    sandbox.hub().world().change_job("ada", &id, |job| job.record["labels"] = json!({"name": "big"}));
    let all = sandbox.hf(&format!("jobs inspect {id} --json")).success().json();
    let keys: Vec<&str> = all[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!((keys[0], keys[1], all.as_array().unwrap().len()), ("name", "id", 1), "{all}");
    assert_eq!(all[0]["url"], json!(format!("[HUB]/jobs/ada/{id}")));
    assert_eq!(sandbox.hf(&format!("jobs inspect ada/{id} -q")).success().stdout, format!("{id}\n"));
}

#[test]
fn people_get_one_job_as_it_is() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs inspect {}/jobs/ada/{id}", sandbox.hub().endpoint())).success();
    assert_eq!(output.json()["id"], json!(id), "{output}");
    assert_eq!(sandbox.hub().requests(), [format!("GET /api/jobs/ada/{id} 200")]);
}

#[test]
fn a_job_that_does_not_exist_is_named() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let output = sandbox.hf(&format!("jobs inspect {id} 6871f0c0"));
    assert_eq!((output.code(), output.stdout.as_str()), (Some(3), ""), "{output}");
    assert!(output.stderr.contains("job 'ada/6871f0c0' not found"), "{output}");
}
