use super::{job, requests};
use crate::local_hub::faults::{Effect, Fault, Then};
use crate::local_hub::world::jobs::{Script, event};
use crate::sandbox::Sandbox;

const LINES: [&str; 5] = ["===== Job started at 2026-01-01 00:00:06 =====", "one", "two", "", "three ✓"];
const TEXT: &str = "one\ntwo\n\nthree ✓\n";

/// A job that ends when its log was read.
fn running() -> Script {
    Script::default().log(&LINES)
}

fn over() -> Script {
    Script::stages(&["COMPLETED"]).log(&LINES)
}

#[test]
fn what_is_there_is_printed_and_nothing_is_waited_for() {
    let sandbox = Sandbox::empty();
    let mut script = over();
    script.log.as_mut().unwrap().push(serde_json::json!({"data": "later", "timestamp": "2099-01-01T00:00:00.000Z"}));
    let id = job(&sandbox, script);
    let output = sandbox.hf(&format!("jobs logs {id}")).success();
    assert_eq!(output.stdout, TEXT);
    assert_eq!(output.stderr, format!("Hint: if the job still runs, follow its log with `hf jobs logs -f ada/{id}`\n"));
    assert_eq!(requests(&sandbox, &id), ["GET /api/whoami-v2 200", "GET /api/jobs/ada/ID/logs 200"]);
}

#[test]
fn a_followed_log_is_read_once_more_after_the_end_of_the_job() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, running());
    let output = sandbox.hf(&format!("jobs logs -f ada/{id}")).success();
    assert_eq!(output.stdout, TEXT);
    assert_eq!(output.stderr, format!("Hint: job ada/{id} has ended: COMPLETED\n"));
    let look = ["GET /api/jobs/ada/ID/logs 200", "GET /api/jobs/ada/ID 200", "GET /api/jobs/ada/ID/logs 200"];
    assert_eq!(requests(&sandbox, &id), look);
}

#[test]
fn a_log_that_is_cut_is_told_whole_and_once() {
    for (script, then) in [(running(), Then::Reset), (over(), Then::Reset), (over(), Then::End)] {
        for cut in 0..LINES.len() {
            let sandbox = Sandbox::empty();
            let id = job(&sandbox, script.clone());
            sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::AfterEvents(cut, then)).times(1));
            let output = sandbox.hf(&format!("jobs logs -f ada/{id}")).success();
            assert_eq!(output.stdout, TEXT, "{then:?} after {cut}: {output}");
        }
    }
}

#[test]
fn equal_lines_are_told_as_often_as_they_were_written() {
    let sandbox = Sandbox::empty();
    let log = ["same", "same", "same", "other"].map(|line| event(line, 1)).to_vec();
    let id = job(&sandbox, Script { log: Some(log), ..Script::default() });
    sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::AfterEvents(2, Then::Reset)).times(1));
    assert_eq!(sandbox.hf(&format!("jobs logs -f ada/{id}")).success().stdout, "same\nsame\nsame\nother\n");
}

#[test]
fn the_last_lines_are_asked_for_and_followed() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, running());
    assert_eq!(sandbox.hf(&format!("jobs logs --tail 2 ada/{id}")).success().stdout, "\nthree ✓\n");
    assert_eq!(sandbox.hub().trace()[0].query, [("tail".to_owned(), "2".to_owned())]);
    for (cut, then) in [(1, Then::Reset), (1, Then::End), (2, Then::End)] {
        let id = job(&sandbox, over());
        sandbox.hub().clear_faults();
        sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::AfterEvents(cut, then)).times(1));
        let output = sandbox.hf(&format!("jobs logs -f -n 3 ada/{id}")).success();
        assert_eq!(output.stdout, "two\n\nthree ✓\n", "{then:?} after {cut}");
    }
}

#[test]
fn a_tail_that_makes_no_sense_is_the_hubs_to_refuse() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, over());
    let output = sandbox.hf(&format!("jobs logs --tail -1 ada/{id}"));
    assert!(output.code() == Some(1) && output.stderr.contains("Invalid tail"), "{output}");
}

#[test]
fn a_server_that_fails_for_a_moment_is_asked_again() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, running());
    sandbox.hub().fault(Fault::new("GET", "*/logs", Effect::status(503)).times(1));
    sandbox.hub().fault(Fault::new("GET", &format!("*/{id}"), Effect::status(502)).times(1));
    assert_eq!(sandbox.hf(&format!("jobs logs -f ada/{id}")).success().stdout, TEXT);
}

#[test]
fn programs_get_no_log() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, over());
    for flag in ["--json", "-q"] {
        assert_eq!(sandbox.hf(&format!("jobs logs ada/{id} {flag}")).success().stdout, "");
    }
}

#[test]
fn agents_get_a_log_without_colors_and_people_as_it_is() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["COMPLETED"]).log(&["\u{1b}[32mgreen\u{1b}[0m\rover"]));
    let words = format!("jobs logs ada/{id} --format");
    assert_eq!(sandbox.hf(&format!("{words} agent")).success().stdout, "green\rover\n");
    assert_eq!(sandbox.hf(&format!("{words} human")).success().stdout, "\u{1b}[32mgreen\u{1b}[0m\rover\n");
}

#[test]
fn a_job_that_is_not_there_has_no_log() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs logs ada/6871f0c0");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(3), ""), "{output}");
}

#[test]
fn words_that_contradict_each_other_ask_nothing() {
    let sandbox = Sandbox::empty();
    for words in ["jobs logs ada/1 --namespace bob", "jobs logs a/b/c", "jobs logs ''"] {
        assert_eq!(sandbox.hf(words).code(), Some(2), "{words}");
    }
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn a_very_long_line_is_a_line() {
    let sandbox = Sandbox::empty();
    let long = "x".repeat(10 << 20);
    let id = job(&sandbox, Script::stages(&["COMPLETED"]).log(&[&long, "after"]));
    let output = sandbox.hf(&format!("jobs logs -f ada/{id}")).success();
    assert!(output.stdout == format!("{long}\nafter\n"), "{} bytes", output.stdout.len());
}
