//! `--limit-rate`, `--stall-timeout` and `--retry-for` of `cp` and `sync`.

use std::time::{Duration, Instant};

use super::with_xet;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;

const PLACE: &str = "hf://buckets/ada/scratch";

#[test]
fn a_limit_is_kept_in_both_directions() {
    let sandbox = with_xet();
    let content = noise(1_000_000);
    sandbox.write("src/a.bin", &content);
    for words in [
        format!("sync src {PLACE}/up"),
        format!("sync {PLACE}/up back"),
        format!("cp src/a.bin {PLACE}/b.bin"),
        format!("cp {PLACE}/b.bin b.bin"),
        format!("fs cp {PLACE}/b.bin c.bin"),
    ] {
        let start = Instant::now();
        sandbox.hf(&format!("{words} --limit-rate 500K")).success();
        assert!(start.elapsed() >= Duration::from_millis(1500), "{words} took {:?}", start.elapsed());
    }
    for path in ["back/a.bin", "b.bin", "c.bin"] {
        assert!(sandbox.read(path) == content, "{path}");
    }
}

#[test]
fn a_store_that_sends_nothing_is_given_up_after_a_while() {
    for words in [format!("sync {PLACE} back"), format!("cp {PLACE}/logs.txt back/logs.txt")] {
        let sandbox = with_xet();
        sandbox.hub().fault(Fault::new("GET", "/v*/fetch_term", Effect::Silence));
        let output = sandbox.hf(&format!("{words} --stall-timeout 1"));
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains("transferred no data for 3 s"), "{output}");
        assert!(!sandbox.work().join("back/logs.txt").exists());
        sandbox.hub().clear_faults();
        sandbox.hf(&words).success();
        assert_eq!(sandbox.read("back/logs.txt"), b"shares the beginning\n");
    }
}

#[test]
fn a_store_that_takes_nothing_is_given_up_after_a_while() {
    // More than a socket takes by itself.
    let content = noise(16 << 20);
    for words in [format!("sync src {PLACE}/up"), format!("cp src/a.bin {PLACE}/up/a.bin")] {
        let sandbox = with_xet();
        sandbox.write("src/a.bin", &content);
        sandbox.hub().fault(Fault::new("*", "*xorb*", Effect::StallRequest(1 << 20)));
        let output = sandbox.hf(&format!("{words} --stall-timeout 1"));
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains("transferred no data for 3 s"), "{output}");
        assert!(!super::paths(&sandbox, "ada/scratch").contains(&"up/a.bin".to_owned()));
    }
}

#[test]
fn a_host_that_never_answers_is_tried_for_as_long_as_the_user_says() {
    let sandbox = Sandbox::empty();
    sandbox.write("src/a", "a");
    for words in [format!("sync src {PLACE}"), format!("cp src/a {PLACE}/a"), format!("fs cp {PLACE}/a b")] {
        let run = |seconds: u64| {
            let run = sandbox.command(&format!("{words} --retry-for {seconds}"));
            run.env("HF_ENDPOINT", "http://127.0.0.1:1").run()
        };
        let start = Instant::now();
        let output = run(1);
        assert!(start.elapsed() >= Duration::from_secs(1), "{output}");
        assert_eq!((output.code(), output.stderr.matches("Retrying").count()), (Some(6), 1), "{output}");
        let output = run(0);
        assert_eq!((output.code(), output.stderr.matches("Retrying").count()), (Some(6), 0), "{output}");
    }
}

#[test]
fn limits_of_nothing_are_usage_errors() {
    let sandbox = Sandbox::empty();
    for flag in ["--limit-rate 0", "--limit-rate x", "--stall-timeout 0", "--retry-for -1"] {
        for words in [format!("sync src {PLACE}"), format!("cp src/a {PLACE}/a"), format!("fs cp src/a {PLACE}/a")] {
            let output = sandbox.hf(&format!("{words} {flag}"));
            assert_eq!(output.code(), Some(2), "{flag}: {output}");
        }
    }
}
