use serde_json::json;

use super::{World, with_sandbox};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::BOB;

#[test]
fn a_command_has_its_output_and_its_status_here() {
    let (world, id) = with_sandbox();
    let output = world.hf(&format!("sandbox exec {id} -- echo hello 'two words'")).success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("hello two words\n", ""));
    let output = world.hf(&format!("sandbox exec ada/{id} err oops")).success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", "oops\n"));
    assert_eq!(world.hf(&format!("sandbox exec {id} -- exit 3")).code(), Some(3));
    assert_eq!(world.hf(&format!("sandbox exec {id} -- killed")).code(), Some(1));
}

#[test]
fn a_command_that_is_late_or_lost_is_an_error() {
    let (world, id) = with_sandbox();
    let output = world.hf(&format!("sandbox exec --timeout 0.5 {id} -- late"));
    assert!(output.code() == Some(124) && output.stderr.contains("stopped after 0.5s"), "{output}");
    let output = world.hf(&format!("sandbox exec {id} -- lost"));
    assert!(output.code() == Some(1) && output.stdout == "half\n", "{output}");
    assert!(output.stderr.contains("may still be running"), "{output}");
}

#[test]
fn a_command_gets_variables_and_a_folder() {
    let (world, id) = with_sandbox();
    world.write("e.env", "B=2");
    let output = world.hf(&format!("sandbox exec -e A=1 --env-file e.env -w /work {id} env")).success();
    assert_eq!(output.stdout, "{\"B\":\"2\",\"A\":\"1\"} \"/work\"\n");
}

#[test]
fn what_is_no_running_sandbox_gets_no_command() {
    let (world, id) = with_sandbox();
    let plain = world.hf("jobs run -d -q ubuntu true").success().stdout.trim().to_owned();
    let output = world.hf(&format!("sandbox exec {plain} -- pwd"));
    assert!(output.code() == Some(1) && output.stderr.contains("is not a sandbox"), "{output}");
    assert_eq!(world.hf("sandbox exec 6874f0c0 -- pwd").code(), Some(3));
    let output = world.command(&format!("sandbox exec --namespace demo-org ada/{id} -- pwd")).run();
    assert_eq!(output.code(), Some(2), "{output}");
    let output = world.command(&format!("sandbox exec ada/{id} -- pwd")).env("HF_TOKEN", BOB).run();
    assert_ne!(output.code(), Some(0), "{output}");
    world.hf(&format!("sandbox kill {id}")).success();
    let output = world.hf(&format!("sandbox exec {id} -- pwd"));
    assert!(output.code() == Some(1) && output.stderr.contains("is not running: CANCELED"), "{output}");
}

#[test]
fn background_processes_are_started_listed_and_stopped() {
    let (world, id) = with_sandbox();
    let output = world.hf(&format!("sandbox process ls {id}")).success();
    assert!(output.stdout.contains("No results found.") && output.stderr.contains("sandbox spawn"), "{output}");
    let output = world.hf(&format!("sandbox spawn {id} -- python -m http.server")).success();
    assert!(output.stdout.contains("  pid: 101"), "{output}");
    let listed = world.hf(&format!("sandbox process ls {id} --json")).success().json();
    assert_eq!(listed, json!([{"pid": 101, "status": "running", "cmd": "python -m http.server"}]));
    let killed = world.hf(&format!("sandbox process kill {id} 101 --json")).success().json();
    assert_eq!(killed, json!({"sandbox": id, "pid": 101}));
    let listed = world.hf(&format!("sandbox process list {id} --json")).success().json();
    assert_eq!(listed[0]["status"], json!("exited (143)"));
    let output = world.hf(&format!("sandbox process kill {id} 999"));
    assert!(output.code() == Some(1) && output.stderr.contains("no process 999"), "{output}");
}

#[test]
fn a_sandbox_does_not_end_below_a_command_that_runs() {
    let world = World::empty();
    let id = world.hf("sandbox create --idle-timeout 1 -q").success().stdout.trim().to_owned();
    let output = world.hf(&format!("sandbox exec {id} -- until-looked")).success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
}

#[test]
fn a_request_that_keeps_a_sandbox_is_no_worry_of_its_users() {
    let world = World::empty();
    let id = world.hf("sandbox create --idle-timeout 1 -q").success().stdout.trim().to_owned();
    world.hub().fault(Fault::new("GET", "*/processes", Effect::status(503)).times(1));
    let output = world.hf(&format!("sandbox exec {id} -- until-looked")).success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
}
