use serde_json::json;

use super::{kept, with_endpoint};
use crate::sandbox::ADA;
use crate::terminal::Terminal;

#[test]
fn an_endpoint_is_shown_as_the_service_says_it() {
    let sandbox = with_endpoint(&["running"]);
    let output = sandbox.hf("endpoints describe mine -q").success();
    assert!(output.stdout.starts_with(r#"{"name": "mine", "type": "authenticated", "accountId": null, "#), "{output}");
    assert_eq!(output.json()["status"]["url"], "[HUB]/_ie/ada/mine");
}

#[test]
fn people_at_a_terminal_see_a_few_lines_with_the_price() {
    let sandbox = with_endpoint(&["running"]);
    let service = format!("{}/_endpoints/v2", sandbox.hub().endpoint());
    let variables = [("HF_TOKEN", ADA.as_ref()), ("HF_INFERENCE_ENDPOINTS_ENDPOINT", service.as_ref())];
    let mut terminal = Terminal::start_with(&sandbox, "endpoints describe mine", (100, 30), &variables);
    let screen = terminal.shows("updated: ");
    for line in [
        "mine: running",
        "  replicas: 0/1 (at least 1, at most 1)",
        "  hardware: nvidia-l4 x1 gpu aws us-east-1",
        "  price: $0.80 an hour for each replica",
        "  model: gpt2, text-generation, pytorch",
        "  access: authenticated",
    ] {
        assert!(screen.lines().any(|shown| shown.trim_end() == line), "{line}\n{screen}");
    }
    assert!(screen.contains("/_ie/ada/mine"), "{screen}");
    assert_eq!(terminal.end().0, 0);
    sandbox.hub().forget();
    sandbox.hf("endpoints describe mine").success().json();
    assert!(!sandbox.hub().requests().iter().any(|request| request.contains("/provider/")));
}

#[test]
fn a_failed_endpoint_says_why() {
    let sandbox = with_endpoint(&["failed"]);
    sandbox.hub().world().change_endpoint("ada", "mine", |endpoint| {
        endpoint.record["status"]["message"] = json!("CUDA out of memory");
    });
    let output = sandbox.hf("endpoints describe mine").success();
    assert_eq!(output.stderr, "Warning: endpoint 'mine' is failed: CUDA out of memory\n");
}

#[test]
fn an_endpoint_is_paused_resumed_and_scaled_to_zero() {
    let sandbox = with_endpoint(&["running"]);
    for (verb, state) in [("scale-to-zero", "scaledToZero"), ("pause", "paused"), ("resume", "pending")] {
        let output = sandbox.hf(&format!("endpoints {verb} mine --namespace ada --json")).success();
        assert_eq!(output.json()["status"]["state"], state);
    }
    assert_eq!(sandbox.hub().trace().len(), 3);
}

#[test]
fn what_runs_already_is_resumed_without_an_error_unless_that_is_wanted() {
    let sandbox = with_endpoint(&["running"]);
    let output = sandbox.hf("endpoints resume mine --json").success();
    assert_eq!(output.json()["status"]["state"], "running");
    let output = sandbox.hf("endpoints resume mine --fail-if-already-running");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("already running"), "{output}");
}

#[test]
fn refusals_keep_the_statuses_of_this_program() {
    let sandbox = with_endpoint(&["paused"]);
    assert_eq!(sandbox.hf("endpoints pause mine").code(), Some(1));
    assert_eq!(sandbox.hf("endpoints scale-to-zero mine").code(), Some(1));
    assert_eq!(sandbox.hf("endpoints resume none").code(), Some(3));
    let effect = crate::local_hub::faults::Effect::status(500);
    sandbox.hub().fault(crate::local_hub::faults::Fault::new("POST", "*/resume", effect));
    assert_eq!(sandbox.hf("endpoints resume mine").code(), Some(6));
}

#[test]
fn an_endpoint_is_deleted_after_a_question() {
    let sandbox = with_endpoint(&["running"]);
    let refused = sandbox.command("endpoints delete mine").stdin("n\n").run();
    assert_eq!(refused.code(), Some(1), "{refused}");
    assert!(sandbox.hub().requests().is_empty());
    assert_eq!(kept(&sandbox)["name"], "mine");
    let output = sandbox.hf("endpoints delete mine --yes --json").success();
    assert_eq!(output.json(), json!({"name": "mine"}));
    assert_eq!(sandbox.hf("endpoints delete mine --yes").code(), Some(3));
    sandbox.hf("endpoints delete mine --yes --missing-ok").success();
}
