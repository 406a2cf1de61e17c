use serde_json::{Value, json};

use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

/// The bodies of the jobs that were asked for.
fn asked(sandbox: &Sandbox) -> Vec<Value> {
    let trace = sandbox.hub().trace();
    let starts = trace.iter().filter(|seen| seen.method == "POST" && seen.path == "/api/jobs/ada");
    starts.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
}

#[test]
fn a_job_is_started_for_each_number_and_all_share_a_label() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("jobs run --array 3-4,9 --name part -e A=1 ubuntu echo hi -q").success();
    assert_eq!(output.stdout.lines().count(), 3, "{output}");
    let jobs = asked(&sandbox);
    let environments: Vec<&Value> = jobs.iter().map(|job| &job["environment"]).collect();
    for (index, environment) in ["3", "4", "9"].iter().zip(environments) {
        assert_eq!(*environment, json!({"A": "1", "HF_JOB_COUNT": "3", "HF_JOB_INDEX": index}));
    }
    let batches: Vec<&str> = jobs.iter().map(|job| job["labels"]["batch"].as_str().unwrap()).collect();
    assert!(batches[0].starts_with("part-") && batches.iter().all(|batch| *batch == batches[0]), "{batches:?}");
    assert_eq!(jobs[2]["labels"]["name"], "part-9");
    let cancel = format!("jobs cancel --label batch={} --yes", batches[0]);
    sandbox.hf(&cancel).success();
    assert_eq!(sandbox.hf("jobs list -q").success().stdout, "");
}

#[test]
fn a_count_is_an_array_from_zero_and_other_numbers_are_refused() {
    let sandbox = Sandbox::empty();
    sandbox.hf("jobs run --count 2 ubuntu true").success();
    let indices: Vec<Value> = asked(&sandbox).iter().map(|job| job["environment"]["HF_JOB_INDEX"].clone()).collect();
    assert_eq!(indices, ["0", "1"]);
    for flags in ["--count 0", "--count 1001", "--array 5-1", "--array x", "--count 2 --array 0-1", "--max-cost 0"] {
        let output = sandbox.hf(&format!("jobs run {flags} ubuntu true"));
        assert_eq!(output.code(), Some(2), "{output}");
    }
}

#[test]
fn a_batch_that_breaks_off_says_what_runs_and_how_it_is_cancelled() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("POST", "/api/jobs/ada", Effect::status(402)).skip(2));
    let output = sandbox.hf("jobs run --count 4 ubuntu true");
    assert!(output.code() != Some(0) && output.stderr.contains("2 jobs started"), "{output}");
    assert!(output.stderr.contains("hf jobs cancel --label batch="), "{output}");
}

#[test]
fn a_job_is_stopped_before_it_costs_more_than_it_may() {
    let sandbox = Sandbox::empty();
    sandbox.hf("jobs run -d --flavor a10g-small --max-cost 0.50 ubuntu true").success();
    sandbox.hf("jobs run -d --flavor a10g-small --max-cost 0.50 --timeout 1m ubuntu true").success();
    sandbox.hf("jobs run -d --flavor a10g-small --max-cost 0.50 --attempts 2 ubuntu true").success();
    let timeouts: Vec<i64> = asked(&sandbox).iter().map(|job| job["timeoutSeconds"].as_i64().unwrap()).collect();
    assert!(timeouts[0] > 60 && timeouts[1] == 60 && timeouts[2] == timeouts[0] / 2, "{timeouts:?}");
    for (flags, cause) in [
        ("--flavor no-such --max-cost 1", "is not known"),
        ("--flavor a10g-small --max-cost 0.00001", "is not enough for a second"),
    ] {
        let output = sandbox.hf(&format!("jobs run -d {flags} ubuntu true"));
        assert!(output.code() == Some(1) && output.stderr.contains(cause), "{output}");
    }
}
