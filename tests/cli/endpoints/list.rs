use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::with_endpoint;

#[test]
fn endpoints_are_listed_with_their_states() {
    let sandbox = with_endpoint(&["scaledToZero"]);
    let row = json!({
        "name": "mine", "model": "gpt2", "status": "scaledToZero", "task": "text-generation", "framework": "pytorch",
        "instance": "nvidia-l4", "vendor": "aws", "region": "us-east-1",
    });
    assert_eq!(sandbox.hf("endpoints list --json").success().json(), json!([row]));
    assert_eq!(sandbox.hf("endpoints ls -q").success().stdout, "mine\n");
    assert_eq!(sandbox.hf("endpoints ls --namespace demo-org --json").success().stdout, "[]\n");
}

#[test]
fn people_see_how_endpoints_are_and_why_some_have_failed() {
    let sandbox = with_endpoint(&["failed"]);
    sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| {
        endpoint.record["status"]["message"] = json!("CUDA out of memory");
    });
    assert_data_eq!(
        sandbox.hf("endpoints list"),
        str![[r#"
status: 0
--- stdout ---
NAME STATUS REPLICAS HARDWARE     MODEL
---- ------ -------- ------------ -----
mine failed 0/1      nvidia-l4 x1 gpt2 
--- stderr ---
Warning: endpoint 'mine' is failed: CUDA out of memory

"#]]
    );
    assert_eq!(sandbox.hub().requests(), ["GET /api/whoami-v2 200", "GET /_endpoints/v2/endpoint/ada 200"]);
    sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| endpoint.plan(&["running"]));
    let output = sandbox.hf("endpoints list --namespace '*' --no-truncate").success();
    let rows: Vec<Vec<&str>> = output.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["NAMESPACE", "NAME", "STATUS", "REPLICAS", "HARDWARE", "MODEL", "URL"], "{output}");
    let row = ["ada", "mine", "running", "0/1", "nvidia-l4", "x1", "gpt2", "[HUB]/_ie/ada/mine"];
    assert_eq!(rows[2], row, "{output}");
}

#[test]
fn an_odd_endpoint_does_not_spoil_the_listing() {
    let sandbox = with_endpoint(&["running"]);
    sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| {
        endpoint.record = json!({"name": "mine", "model": {"task": null}, "status": {"state": "running"}});
    });
    let row = sandbox.hf("endpoints list --json").success().json()[0].clone();
    assert_eq!((&row["task"], &row["vendor"]), (&json!(null), &json!("")));
}

#[test]
fn a_star_means_all_namespaces_and_those_that_are_closed_are_named() {
    let sandbox = with_endpoint(&["running"]);
    let refuse = crate::local_hub::faults::Effect::status(403);
    sandbox.hub().fault(crate::local_hub::faults::Fault::new("GET", "*/endpoint/demo-org", refuse));
    let output = sandbox.hf("endpoints list --namespace '*' -q").success();
    assert_eq!(output.stdout, "mine\n");
    assert!(output.stderr.contains("Warning: skipping the endpoints of 'demo-org'"), "{output}");
}

#[test]
fn a_stranger_has_to_log_in() {
    let sandbox = with_endpoint(&["running"]);
    assert_eq!(sandbox.command("endpoints list").no_token().run().code(), Some(4));
    assert_eq!(sandbox.hf("endpoints describe none").code(), Some(3));
}
