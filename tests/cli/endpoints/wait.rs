use serde_json::json;

use super::with_endpoint;

#[test]
fn an_endpoint_is_waited_for_until_it_runs_and_answers() {
    let sandbox = with_endpoint(&["pending", "running"]);
    sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| endpoint.asleep = 2);
    let output = sandbox.hf("endpoints wait mine --every 1 --json").success();
    assert_eq!(output.json(), json!({"url": "[HUB]/_ie/ada/mine", "name": "mine", "state": "running"}));
    assert_eq!(output.stderr, "Endpoint 'ada/mine' is pending\nEndpoint 'ada/mine' is running\n");
}

#[test]
fn an_endpoint_that_will_not_run_ends_the_wait_with_what_can_be_done() {
    for (state, hint) in [
        ("paused", "`hf endpoints resume mine --namespace ada --wait`"),
        ("scaledToZero", "`hf endpoints resume mine --namespace ada`"),
        ("failed", "`hf endpoints update mine --namespace ada`"),
        ("updateFailed", "`hf endpoints update mine --namespace ada`"),
    ] {
        let sandbox = with_endpoint(&[state]);
        sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| {
            endpoint.record["status"]["message"] = json!("out of memory");
        });
        let output = sandbox.hf("endpoints wait mine -q");
        assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
        let error = format!("Error: endpoint 'ada/mine' is not running: {state} (out of memory)\n");
        assert!(output.stderr.starts_with(&error), "{output}");
        let output = sandbox.hf("endpoints wait mine");
        assert!(output.stderr.contains(hint), "{output}");
    }
}

#[test]
fn a_wait_that_is_too_long_names_the_state() {
    let sandbox = with_endpoint(&["initializing"]);
    let output = sandbox.hf("endpoints wait mine --timeout 0 -q");
    assert_eq!(output.code(), Some(6), "{output}");
    assert_eq!(output.stderr, "Error: endpoint 'ada/mine' was not running within 0s: initializing\n");
}
