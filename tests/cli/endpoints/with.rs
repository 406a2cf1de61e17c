use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use super::{kept, with_endpoint};
use crate::run::Child;
use crate::sandbox::{ADA, Sandbox};

const WITH: &str = "endpoints with mine --every 1";

fn state(sandbox: &Sandbox) -> String {
    kept(sandbox)["status"]["state"].as_str().unwrap().to_owned()
}

/// What runs wrote down and did not take back.
fn records(sandbox: &Sandbox) -> Vec<PathBuf> {
    let folder = fs::read_dir(sandbox.hf_home().join("xet/hf/endpoints")).into_iter().flatten().flatten();
    folder.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "json")).collect()
}

fn wait_until(child: &mut Child<'_>, is_so: impl Fn() -> bool) {
    while !is_so() && !child.is_over() {
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_command_runs_while_the_endpoint_does() {
    let sandbox = with_endpoint(&["paused"]);
    let output =
        sandbox.hf(&format!("{WITH} -- sh -c 'echo $HF_ENDPOINT_URL $OPENAI_BASE_URL $OPENAI_API_KEY'")).success();
    assert_eq!(output.stdout, "[HUB]/_ie/ada/mine [HUB]/_ie/ada/mine/v1\n");
    assert!(output.stderr.ends_with("Endpoint 'ada/mine' is paused again\n"), "{output}");
    assert_eq!((state(&sandbox).as_str(), records(&sandbox).len()), ("paused", 0));
}

#[test]
fn the_token_is_given_only_if_it_is_wanted() {
    let sandbox = with_endpoint(&["running"]);
    let output = sandbox.hf(&format!("{WITH} --with-token -- sh -c 'echo $OPENAI_API_KEY'")).success();
    assert_eq!(output.stdout.trim(), ADA);
}

#[test]
fn the_endpoint_is_paused_however_the_command_ends() {
    let sandbox = with_endpoint(&["paused"]);
    for (command, status) in [("sh -c 'exit 7'", 7), ("sh -c 'kill -KILL $$'", 137), ("no-such-program", 1)] {
        let output = sandbox.hf(&format!("{WITH} -- {command}"));
        assert_eq!((output.code(), state(&sandbox).as_str()), (Some(status), "paused"), "{output}");
    }
}

#[test]
fn an_endpoint_goes_back_to_what_it_was() {
    for (before, flags, after) in
        [("running", "", "running"), ("running", "--pause", "paused"), ("scaledToZero", "", "scaledToZero")]
    {
        let sandbox = with_endpoint(&[before]);
        sandbox.hf(&format!("{WITH} {flags} -- true")).success();
        assert_eq!(state(&sandbox), after, "{before} {flags}");
    }
}

#[test]
fn an_endpoint_that_cannot_run_is_not_waited_for() {
    let sandbox = with_endpoint(&["failed"]);
    let output = sandbox.hf(&format!("{WITH} -- true"));
    assert!(output.code() == Some(1) && output.stderr.contains("is not running: failed"), "{output}");
}

#[test]
fn the_last_of_two_runs_pauses() {
    let sandbox = with_endpoint(&["paused"]);
    let wait = |name: &str| format!("{WITH} -- sh -c 'touch {name}; while [ ! -e {name}-ends ]; do sleep 0.02; done'");
    let (first, second) = (wait("first"), wait("second"));
    let mut first = sandbox.command(&first).spawn();
    wait_until(&mut first, || sandbox.work().join("first").exists());
    let mut second = sandbox.command(&second).spawn();
    wait_until(&mut second, || sandbox.work().join("second").exists());
    sandbox.write("first-ends", "");
    let output = first.wait().success();
    assert!(output.stderr.contains("stays running"), "{output}");
    assert_eq!(state(&sandbox), "running");
    sandbox.write("second-ends", "");
    second.wait().success();
    assert_eq!((state(&sandbox).as_str(), records(&sandbox).len()), ("paused", 0));
}

/// At each request, and while the command runs.
#[test]
fn a_run_that_is_ended_pauses_and_one_that_is_killed_is_told_of_by_the_next() {
    thread::scope(|scope| {
        for signal in ["INT", "TERM", "HUP", "KILL"] {
            scope.spawn(move || (1..=5).for_each(|moment| end_by(signal, moment)));
        }
    });
}

fn end_by(signal: &str, moment: usize) {
    let sandbox = with_endpoint(&["paused"]);
    let mut child = sandbox.command(&format!("{WITH} -- sh -c 'touch started; exec sleep 2'")).spawn();
    let is_there = || match moment {
        5 => sandbox.work().join("started").exists(),
        requests => sandbox.hub().trace().len() >= requests,
    };
    wait_until(&mut child, is_there);
    child.signal(signal);
    let output = child.wait();
    let is_ended = output.code().is_some();
    assert_eq!(is_ended, signal != "KILL", "{signal} {moment} {output}");
    let next = sandbox.hf("endpoints describe mine --json").success();
    let is_told = next.stderr.contains("was not stopped") && next.stderr.contains("hf endpoints pause mine");
    assert!(state(&sandbox) == "paused" || (is_told && !is_ended), "{signal} {moment} {output} {next}");
    // A request to resume may have been under way when its sender was killed.
    let is_paused = (0..10).any(|_| {
        sandbox.hf("endpoints pause mine");
        state(&sandbox) == "paused"
    });
    assert!(is_paused, "{signal} {moment}");
    let last = sandbox.hf("endpoints list").success();
    assert!(!last.stderr.contains("was not stopped"), "{signal} {moment} {last}");
}
