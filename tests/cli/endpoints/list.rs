use serde_json::json;

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
