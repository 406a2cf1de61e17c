use serde_json::{Value, json};

use super::{World, job};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::jobs::Script;
use crate::sandbox::ADA;
use crate::wait::until;

fn sent(world: &World) -> Value {
    let trace = world.hub().trace();
    serde_json::from_slice(&trace.iter().rfind(|seen| seen.method == "POST").unwrap().body).unwrap()
}

#[test]
fn a_sandbox_is_a_job_with_labels_and_a_token_that_follows_from_them() {
    let world = World::empty();
    let words = "sandbox create ubuntu:24.04 --flavor t4-small --idle-timeout 1h -e A=1 -l team=ml --json";
    let output = world.hf(words).success().json();
    assert_eq!(output["image"], json!("ubuntu:24.04"));
    let sent = sent(&world);
    assert_eq!((&sent["flavor"], &sent["timeoutSeconds"]), (&json!("t4-small"), &json!(86_400)));
    assert_eq!((&sent["environment"]["A"], &sent["environment"]["SBX_IDLE_TIMEOUT"]), (&json!("1"), &json!("3600")));
    assert_eq!((&sent["labels"]["team"], &sent["labels"]["hf-sandbox-mode"]), (&json!("ml"), &json!("dedicated")));
    assert_eq!(sent["expose"], json!({"ports": [49983], "portsPublic": []}));
    let nonce = sent["labels"]["hf-sandbox-nonce"].as_str().unwrap();
    let token = hf::base::hmac::sha256(ADA.as_bytes(), format!("hf-sandbox:{nonce}").as_bytes());
    assert_eq!(sent["secrets"], json!({"SBX_TOKEN": token}));
}

#[test]
fn the_token_of_the_account_stays_here_unless_it_is_asked_for() {
    let world = World::empty();
    let output = world.hf("sandbox create --forward-hf-token").success();
    assert_eq!(sent(&world)["secrets"]["HF_TOKEN"], json!(ADA));
    assert!(!output.to_string().contains(ADA), "{output}");
}

#[test]
fn a_job_that_ends_before_its_server_answers_is_told_and_cancelled() {
    let world = World::empty();
    let script = Script { stages: vec!["RUNNING".to_owned(), "ERROR".to_owned()], ..Script::default() };
    world.hub().world().script_jobs(script.message("out of memory").log(&["last words"]));
    world.hub().world().update(|state| state.slow_sandboxes = 100);
    let output = world.hf("sandbox create");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("ended before its sandbox was ready: ERROR (out of memory)"), "{output}");
    assert!(output.stderr.contains("last words"), "{output}");
    assert!(world.hub().requests().iter().any(|line| line.ends_with("/cancel 409")), "{output}");
}

#[test]
fn a_server_that_needs_a_moment_is_waited_for() {
    let world = World::empty();
    world.hub().world().update(|state| state.slow_sandboxes = 3);
    let output = world.hf("sandbox create -q").success();
    assert_eq!(job(&world, output.stdout.trim())["status"]["stage"], json!("RUNNING"));
}

#[test]
fn words_that_make_no_sense_ask_nothing() {
    let world = World::empty();
    for words in [
        "sandbox create -l hf-sandbox=2",
        "sandbox create --idle-timeout later",
        "sandbox create --pool p ubuntu",
        "sandbox create --pool p -s A=1",
        "sandbox pool create --per-host 0",
    ] {
        assert_eq!(world.hf(words).code(), Some(2), "{words}");
    }
    assert!(world.hub().trace().is_empty());
}

#[test]
fn a_pool_is_a_label_of_its_hosts() {
    let world = World::empty();
    let output = world.hf("sandbox pool create --per-host 2 --max-hosts 3 --json").success().json();
    let sent = sent(&world);
    let pool = output["id"].as_str().unwrap();
    assert_eq!(
        (&sent["labels"]["hf-sandbox-pool"], &sent["labels"]["hf-sandbox-mode"]),
        (&json!(pool), &json!("pool"))
    );
    assert_eq!(
        (&sent["environment"]["SBX_CAPACITY"], &sent["environment"]["SBX_MAX_HOSTS"]),
        (&json!("2"), &json!("3"))
    );
    let listed = world.hf("sandbox pool ls --json").success().json();
    assert_eq!(listed[0]["id"], json!(pool));
    assert_eq!((&listed[0]["per_host"], &listed[0]["hosts"]), (&json!("2"), &json!(1)));
    // A host at an address without https is trusted with no token.
    let refused = world.hf(&format!("sandbox create --pool {pool}"));
    assert!(refused.code() == Some(1) && refused.stderr.contains("its address is not its own"), "{refused}");
    let deleted = world.hf(&format!("sandbox pool delete {pool} --yes --json")).success().json();
    assert_eq!(deleted, json!({"id": pool, "hosts_terminated": 1}));
    let gone = world.hf(&format!("sandbox create --pool {pool}"));
    assert!(gone.code() == Some(1) && gone.stderr.contains("has no running host"), "{gone}");
    assert!(world.hf(&format!("sandbox pool rm {pool}")).success().stdout.contains("No machine"));
}

#[test]
fn a_signal_cancels_what_was_being_started() {
    for (signal, code, moment) in [("INT", 130, "/health"), ("TERM", 143, "/health"), ("INT", 130, "/api/jobs/ada")] {
        let world = World::empty();
        world.hub().world().update(|state| state.slow_sandboxes = usize::MAX);
        // Its job is there, and the answer is not.
        world
            .hub()
            .fault(Fault::new("POST", "/api/jobs/ada", Effect::Stall(0)).times(usize::from(moment != "/health")));
        let child = world.command("sandbox create").spawn();
        until("it is being started", || world.hub().trace().iter().any(|seen| seen.path.ends_with(moment)));
        until("its job is there", || !world.hub().world().jobs_of("ada").is_empty());
        child.signal(signal);
        let output = child.wait();
        assert_eq!(output.code(), Some(code), "{output}");
        let jobs = world.hub().world().jobs_of("ada");
        assert_eq!(jobs[0]["status"]["stage"], json!("CANCELED"), "{output}");
        assert!(output.stderr.contains("Canceled job ada/"), "{output}");
    }
}

#[test]
fn a_signal_before_anything_is_started_ends_the_run() {
    let world = World::empty();
    world.hub().fault(Fault::new("GET", "/api/whoami-v2", Effect::Silence));
    let child = world.command("sandbox create").spawn();
    until("it has asked", || !world.hub().trace().is_empty());
    child.signal("INT");
    let output = child.wait();
    assert!(output.code() == Some(130) && world.hub().world().jobs_of("ada").is_empty(), "{output}");
}

#[test]
fn a_job_whose_answer_was_lost_is_cancelled() {
    let world = World::empty();
    world.hub().fault(Fault::new("POST", "/api/jobs/ada", Effect::StatusAfterwards(502)));
    let output = world.hf("sandbox create");
    assert_eq!(output.code(), Some(6), "{output}");
    assert_eq!(world.hub().world().jobs_of("ada")[0]["status"]["stage"], json!("CANCELED"), "{output}");
}

#[test]
fn a_job_that_cannot_be_cancelled_is_named() {
    let world = World::empty();
    world.hub().world().update(|state| state.slow_sandboxes = usize::MAX);
    world.hub().fault(Fault::new("POST", "*/cancel", Effect::status(500)));
    let child = world.command("sandbox create").spawn();
    until("it is being started", || world.hub().trace().iter().any(|seen| seen.path.ends_with("/health")));
    child.signal("INT");
    let output = child.wait();
    assert!(output.stderr.contains("`hf jobs cancel --namespace ada --label hf-sandbox-nonce="), "{output}");
}
