use serde_json::{Value, json};

use super::job;
use crate::local_hub::world::jobs::{Script, metrics};
use crate::sandbox::{ADA, Sandbox};
use crate::terminal::Terminal;

fn using(looks: &[u64]) -> Script {
    Script { metrics: looks.iter().map(|used| metrics(*used)).collect(), ..Script::default() }
}

#[test]
fn programs_get_one_look_at_each_job_with_all_that_the_hub_says() {
    let sandbox = Sandbox::empty();
    let one = job(&sandbox, using(&[1, 2]));
    let other = job(&sandbox, using(&[5]));
    let output = sandbox.hf(&format!("jobs stats {one} ada/{other} --json")).success().json();
    assert_eq!((&output[0]["job_id"], &output[0]["memory_used_bytes"]), (&json!(one), &json!(1_000_000)));
    assert_eq!((&output[1]["job_id"], &output[1]["replica"]), (&json!(other), &json!("r1")));
    assert_eq!(output[0].as_object().unwrap().keys().next().unwrap(), "job_id");
}

#[test]
fn without_ids_running_jobs_are_looked_at() {
    let sandbox = Sandbox::empty();
    job(&sandbox, Script::stages(&["COMPLETED"]));
    assert_eq!(sandbox.hf("jobs stats --json").success().stdout, "[]\n");
    let runs = job(&sandbox, using(&[3]));
    let output = sandbox.hf("jobs stats").success();
    assert!(output.stdout.contains(&runs) && output.stdout.contains("3.0MB / 16.0GB"), "{output}");
}

#[test]
fn a_job_that_does_not_run_has_no_values() {
    let sandbox = Sandbox::empty();
    let over = job(&sandbox, Script::stages(&["COMPLETED"]));
    let output = sandbox.hf(&format!("jobs stats ada/{over} --json")).success();
    assert!(output.stdout == "[]\n" && output.stderr.contains(&format!("no values of job ada/{over}")), "{output}");
    assert_eq!(sandbox.hf("jobs stats ada/6871f0c0").code(), Some(3));
}

#[test]
fn values_are_followed_until_the_job_has_ended() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, using(&[1, 2, 3]));
    let output = sandbox.hf(&format!("jobs stats -f ada/{id} --json")).success();
    let looks: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let used: Vec<_> = looks.iter().map(|look| look["cpu_usage_pct"].as_u64().unwrap()).collect();
    assert_eq!(used, [1, 2, 3]);
    let id = job(&sandbox, using(&[4]));
    let output = sandbox.hf(&format!("jobs stats -f ada/{id}")).success();
    assert!(output.stdout.lines().count() == 2 && output.stderr.contains("jobs inspect"), "{output}");
    assert_eq!(sandbox.hf(&format!("jobs stats -f ada/{id} -q")).code(), Some(2));
}

#[test]
fn on_a_terminal_values_change_in_place_and_the_last_ones_stay() {
    let sandbox = Sandbox::empty();
    let one = job(&sandbox, using(&[1, 2, 3]));
    let other = job(&sandbox, using(&[7]));
    let words = format!("jobs stats -f ada/{one} {other}");
    let token = ("HF_TOKEN", ADA.as_ref());
    let (status, screen) = Terminal::start_with(&sandbox, &words, (140, 20), &[token]).end();
    assert_eq!(status, 0, "{screen}");
    assert_eq!(screen.matches("JOB ").count(), 1, "{screen}");
    for (text, times) in [(one.as_str(), 2), ("3.0MB / 16.0GB", 1), ("7.0MB / 16.0GB", 1), ("1.0MB / 16.0GB", 0)] {
        assert_eq!(screen.matches(text).count(), times, "{text}: {screen}");
    }
}
