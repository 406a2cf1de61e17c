use serde_json::json;

use super::in_stages;
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_space_is_waited_for_until_it_runs() {
    let sandbox = in_stages(&["BUILDING", "RUNNING"]);
    let output = sandbox.hf("spaces wait ada/hello --json").success();
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "stage": "RUNNING"}));
    assert_eq!(sandbox.hub().requests(), vec!["GET /api/spaces/ada/hello/runtime 200"; 2]);
}

#[test]
fn a_space_that_cannot_run_ends_the_wait_with_the_last_lines_of_the_log_that_says_why() {
    for (stage, log, line) in [
        ("BUILD_ERROR", "build", "DONE 0.3s"),
        ("CONFIG_ERROR", "build", "DONE 0.3s"),
        ("RUNTIME_ERROR", "run", "  * Running on 0.0.0.0:7860"),
    ] {
        let sandbox = in_stages(&[stage]);
        let message = json!("Exit code: 1");
        sandbox.hub().world().change_space("ada/hello", |machine| machine.more.insert("errorMessage".into(), message));
        let output = sandbox.hf("spaces wait ada/hello");
        assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
        assert!(output.stderr.contains(&format!("{line}\nError: ")), "{output}");
        assert!(output.stderr.contains(&format!("'ada/hello' is not running: {stage} (Exit code: 1)\n")), "{output}");
        assert!(output.stderr.contains("Hint: see what went wrong with `hf spaces logs ada/hello"), "{output}");
        assert!(sandbox.hub().requests()[1].starts_with(&format!("GET /api/spaces/ada/hello/logs/{log} ")));
    }
}

#[test]
fn other_stages_that_last_end_the_wait_too() {
    for stage in ["PAUSED", "SLEEPING", "NO_APP_FILE", "STOPPED", "DELETING", "SOMETHING_NEW"] {
        let output = in_stages(&[stage]).hf("spaces wait ada/hello");
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.starts_with(&format!("Error: Space 'ada/hello' is not running: {stage}\n")), "{output}");
    }
}

#[test]
fn a_wait_that_is_too_long_has_a_status_of_its_own_and_names_the_stage() {
    let sandbox = in_stages(&["BUILDING"]);
    let output = sandbox.hf("spaces wait ada/hello --timeout 0");
    assert_eq!(output.code(), Some(6), "{output}");
    assert_eq!(output.stderr, "Error: Space 'ada/hello' was not running within 0s: BUILDING\n");
    assert_eq!(sandbox.hf("spaces wait ada/hello --timeout 1.5m").code(), Some(2));
}

#[test]
fn a_server_that_fails_for_a_moment_ends_no_wait() {
    let sandbox = in_stages(&["RUNNING"]);
    sandbox.hub().fault(Fault::new("GET", "*/runtime", Effect::status(503)).times(1));
    sandbox.hf("spaces wait ada/hello").success();
}

#[test]
fn a_space_is_paused_and_started_again() {
    let sandbox = in_stages(&["RUNNING"]);
    let paused = sandbox.hf("spaces pause ada/hello --json").success();
    assert_eq!(paused.json(), json!({"space_id": "ada/hello", "stage": "PAUSED"}));
    let started = sandbox.hf("spaces restart ada/hello --factory-reboot --json").success();
    assert_eq!(started.json(), json!({"space_id": "ada/hello", "stage": "BUILDING", "factory_reboot": true}));
    assert_eq!(sandbox.hub().trace()[1].query, [("factory".to_owned(), "true".to_owned())]);
    let plain = sandbox.hf("spaces restart ada/hello --wait --json").success();
    assert_eq!(plain.json(), json!({"space_id": "ada/hello", "stage": "RUNNING", "factory_reboot": false}));
}

#[test]
fn a_restart_that_leads_nowhere_is_told_by_its_wait() {
    let sandbox = in_stages(&["PAUSED"]);
    sandbox.hub().world().change_space("ada/hello", |machine| machine.after_restart = Some(vec!["PAUSED".into()]));
    let output = sandbox.hf("spaces restart ada/hello --wait");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("is not running: PAUSED"), "{output}");
}

#[test]
fn what_may_not_be_paused_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces pause ada/hello");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("Static Spaces are always running"), "{output}");
    assert_eq!(sandbox.hf("spaces pause ada/none").code(), Some(3));
    assert_eq!(sandbox.command("spaces restart ada/hello").token(BOB).run().code(), Some(4));
    assert_eq!(sandbox.command("spaces pause ada/hello").no_token().run().code(), Some(4));
}
