use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use super::job;
use crate::local_hub::Options;
use crate::local_hub::world::jobs::{Job, Script};
use crate::sandbox::Sandbox;

/// A job of ada's, with a record that is changed.
fn job_with(sandbox: &Sandbox, script: Script, change: impl FnOnce(&mut Value)) -> String {
    let id = job(sandbox, script);
    sandbox.hub().world().change_job("ada", &id, |job: &mut Job| change(&mut job.record));
    id
}

fn hf(sandbox: &Sandbox, words: &str, ids: &[&String]) -> String {
    let output = sandbox.hf(words).to_string();
    ids.iter().enumerate().fold(output, |text, (at, id)| text.replace(id.as_str(), &format!("{{ID-{at}}}")))
}

/// What the last request asked for.
fn asked(sandbox: &Sandbox) -> String {
    let trace = sandbox.hub().trace();
    let pairs = trace.last().unwrap().query.iter().map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join(" ")
}

#[test]
fn jobs_that_are_not_over_are_listed_newest_first() {
    let sandbox = Sandbox::empty();
    let first = job_with(&sandbox, Script::stages(&["RUNNING"]), |record| {
        record["labels"] = json!({"name": "big"});
        record["dockerImage"] = json!("ubuntu");
        record["durations"]["runningSecs"] = json!(114.2);
    });
    let over = job(&sandbox, Script::stages(&["COMPLETED"]));
    let second = job_with(&sandbox, Script::stages(&["SCHEDULING"]), |record| record["command"] = json!([]));
    assert_data_eq!(
        hf(&sandbox, "jobs ls --no-truncate", &[&first, &second, &over]),
        str![[r#"
status: 0
--- stdout ---
JOB_ID                   NAME IMAGE/SPACE COMMAND CREATED             STATUS     RUNTIME
------------------------ ---- ----------- ------- ------------------- ---------- -------
{ID-1} N/A  N/A         N/A     2026-01-01 00:00:03 SCHEDULING --     
{ID-0} big  ubuntu      true    2026-01-01 00:00:01 RUNNING    1m 54s 
--- stderr ---

"#]]
    );
    assert_eq!(sandbox.hub().requests(), ["GET /api/whoami-v2 200", "GET /api/jobs/ada 200"]);
    assert_eq!(asked(&sandbox), "stage=RUNNING stage=SCHEDULING");
    assert_eq!(sandbox.hf("jobs ps -a -q").success().stdout, format!("{second}\n{over}\n{first}\n"));
}

#[test]
fn programs_see_the_record_and_the_columns() {
    let sandbox = Sandbox::empty();
    let id = job(&sandbox, Script::stages(&["RUNNING"]));
    let listed = sandbox.hf("jobs list --json").success().json();
    let keys: Vec<&str> = listed[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys[keys.len() - 5..], ["job_id", "name", "image/space", "created", "runtime"], "{listed}");
    assert_eq!(
        (&listed[0]["command"], &listed[0]["status"], &listed[0]["job_id"]),
        (&json!("true"), &json!("RUNNING"), &json!(id))
    );
    assert_eq!((&listed[0]["name"], &listed[0]["runtime"]), (&json!("N/A"), &json!("--")));
}

#[test]
fn filters_are_sent_as_they_are_typed() {
    let sandbox = Sandbox::empty();
    let words =
        "jobs list --status running,Paused --status error -l team=ml -l expr=a=b --name big --namespace demo-org";
    let output = sandbox.hf(words).success();
    let expected = "stage=RUNNING stage=PAUSED stage=ERROR label=team=ml label=expr=a=b label=name=big";
    assert_eq!(asked(&sandbox), expected);
    assert!(output.stdout.contains("No results found.") && output.stderr.contains("all of these filters"), "{output}");
}

#[test]
fn a_list_that_is_cut_says_so_and_reads_no_page_too_many() {
    let sandbox = Sandbox::empty();
    let ids: Vec<String> = (0..5).map(|_| job(&sandbox, Script::stages(&["RUNNING"]))).collect();
    let output = sandbox.hf("jobs list --namespace ada --limit 2").success();
    assert!(output.stdout.contains(&ids[4]) && !output.stdout.contains(&ids[2]), "{output}");
    assert!(output.stderr.contains("--limit 0"), "{output}");
    assert_eq!(sandbox.hf("jobs list -q --limit 0").success().stdout.lines().count(), 5);
}

#[test]
fn a_thousand_jobs_are_listed_page_after_page() {
    let sandbox = Sandbox::with(Options { page_size: 300, ..Options::default() });
    job(&sandbox, Script::stages(&["RUNNING"]));
    let ids: Vec<String> = sandbox.hub().world().update(|state| {
        let first = state.jobs.all[0].clone();
        let others = (1..1000).map(|number| {
            let id = format!("{number:024x}");
            let mut job = Job { id: id.clone(), ..first.clone() };
            job.record["id"] = json!(id);
            job
        });
        state.jobs.all.extend(others);
        state.jobs.all.iter().map(|job| job.id.clone()).collect()
    });
    let output = sandbox.hf("jobs list -q --limit 0").success();
    assert!(output.stdout.lines().eq(ids.iter().rev()), "{output}");
    let pages = sandbox.hub().trace().iter().filter(|seen| seen.path == "/api/jobs/ada").count();
    assert_eq!(pages, 4);
    let row = sandbox.hf("jobs list --limit 0").success().stdout.lines().last().unwrap().to_owned();
    assert!(row.contains(&ids[0]), "{row}");
}

#[test]
fn words_that_make_no_sense_ask_nothing() {
    let sandbox = Sandbox::empty();
    for words in ["jobs list -a --status error", "jobs list -l team", "jobs list --name x -l name=y"] {
        assert_eq!(sandbox.hf(words).code(), Some(2), "{words}");
    }
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn machines_have_prices() {
    let sandbox = Sandbox::empty();
    assert_data_eq!(
        hf(&sandbox, "jobs hardware --no-truncate", &[]),
        str![[r#"
status: 0
--- stdout ---
NAME       PRETTY NAME         CPU    RAM   STORAGE ACCELERATOR     COST/MIN COST/HOUR
---------- ------------------- ------ ----- ------- --------------- -------- ---------
cpu-basic  CPU Basic           4 vCPU 15 GB 50 GB                   $0.0002  $0.01    
a10g-small Nvidia A10G - small 4 vCPU 15 GB 50 GB   1x A10G (24 GB) $0.0167  $1.00    
free       Free                4 vCPU 15 GB 50 GB                   free     free     
--- stderr ---
Hint: choose one with `hf jobs run --flavor NAME`

"#]]
    );
    assert_eq!(sandbox.hf("jobs hardware -q").success().stdout, "cpu-basic\na10g-small\nfree\n");
    let keys = sandbox.hf("jobs hardware --json").success().json()[0].clone();
    let keys: Vec<_> = keys.as_object().unwrap().keys().cloned().collect();
    let expected = ["name", "pretty name", "cpu", "ram", "storage", "accelerator", "cost/min", "cost/hour"];
    assert_eq!(keys, expected);
}

#[test]
fn what_jobs_cost_is_shown_and_summed_where_it_is_asked_for() {
    let sandbox = Sandbox::empty();
    let machine = |script: Script, flavor: &str, seconds: u64| {
        job_with(&sandbox, script, |record| {
            record["flavor"] = json!(flavor);
            record["durations"]["runningSecs"] = json!(seconds);
        })
    };
    machine(Script::stages(&["COMPLETED"]), "a10g-small", 1800);
    machine(Script::stages(&["RUNNING"]), "a10g-small", 60);
    machine(Script::stages(&["RUNNING"]), "free", 60);
    machine(Script::stages(&["RUNNING"]), "of-tomorrow", 60);
    let output = sandbox.hf("jobs list -a --cost --no-truncate").success();
    let total = "Total of 4 jobs: $0.52, and $1.00 for every hour that they run; the price of 1 job is not known\n";
    assert!(output.stdout.ends_with(total), "{output}");
    let amounts: Vec<Vec<&str>> =
        output.stdout.lines().skip(2).take(4).map(|line| line.split_whitespace().rev().take(2).collect()).collect();
    assert_eq!(amounts, [["N/A", "N/A"], ["$0.00", "$0.00"], ["$0.02", "$1.00"], ["$0.50", "$1.00"]]);
    let listed = sandbox.hf("jobs list -a --cost --json").success().json();
    let cost = &listed[3]["cost_usd"];
    assert!((cost.as_f64().unwrap() - 0.5).abs() < 0.01 && listed[0].get("cost_usd").is_none(), "{listed}");
    let plain = sandbox.hf("jobs list -a --json").success().json();
    assert!(plain[3].get("cost_usd").is_none() && plain[3].get("cost_per_hour_usd").is_none(), "{plain}");
    assert_eq!(sandbox.hf("jobs list --cost --status DELETED").success().stdout, "No results found.\n");
}
