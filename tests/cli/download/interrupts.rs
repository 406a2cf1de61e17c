//! Ctrl-C, SIGTERM and worse in the middle of a download.

use std::time::{Duration, Instant};

use snapbox::{assert_data_eq, str};

use super::with_model;
use crate::disk::{assert_whole, files, unfinished};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::run::{Child, Output};
use crate::sandbox::Sandbox;
use crate::traffic::content;
use crate::wait::until;

/// A Hub that stops in the middle of the content.
fn stalling() -> Sandbox {
    let sandbox = with_model(&[("a.txt", b"a"), ("weights.bin", &noise(300_000))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Stall(100_000)).times(1));
    sandbox
}

/// Waits until content is on the disk, sends the signal and waits for the end, which must come soon.
fn interrupt(sandbox: &Sandbox, child: Child<'_>, signal: &str) -> Output {
    until("content is on the disk", || content(sandbox.hub()).iter().any(|seen| seen.sent >= 100_000));
    until("it is being written", || !unfinished(sandbox).is_empty());
    child.signal(signal);
    let start = Instant::now();
    let output = child.wait();
    assert!(start.elapsed() < Duration::from_secs(1), "it took {:?} to end", start.elapsed());
    output
}

#[test]
fn ctrl_c_ends_a_download_at_once_and_leaves_nothing_half_written() {
    let sandbox = stalling();
    let child = sandbox.command("download ada/model weights.bin").spawn();
    assert_data_eq!(
        interrupt(&sandbox, child, "INT"),
        str![[r#"
status: 130
--- stdout ---
--- stderr ---
Downloading 1 file, 300.0 KB
...
Error: interrupted
Hint: run the same command again to resume

"#]]
    );
    assert_whole(&sandbox);
    sandbox.hf("download ada/model").success();
    assert_whole(&sandbox);
}

#[test]
fn programs_are_told_of_ctrl_c_by_one_json_object() {
    for (signal, what, status) in [("INT", "interrupted", 130), ("TERM", "terminated", 143)] {
        let sandbox = stalling();
        let child = sandbox.command("download ada/model weights.bin --json --progress none").spawn();
        let output = interrupt(&sandbox, child, signal);
        assert_eq!((output.code(), output.stdout.as_str()), (Some(status), ""), "{output}");
        let report: serde_json::Value = serde_json::from_str(&output.stderr).unwrap();
        assert_eq!((&report["error"], &report["exit"]), (&what.into(), &status.into()));
        assert!(report["hint"].as_str().unwrap().contains("run the same command again"), "{output}");
        assert!(report["status"].is_null() && report["url"].is_null());
    }
}

#[test]
fn a_request_to_terminate_ends_a_download_at_once_and_leaves_nothing_half_written() {
    let sandbox = stalling();
    let child = sandbox.command("download ada/model --local-dir here").spawn();
    assert_data_eq!(
        interrupt(&sandbox, child, "TERM"),
        str![[r#"
status: 143
--- stdout ---
--- stderr ---
Downloading 3 files, 300.5 KB
...
Error: terminated
Hint: run the same command again to resume

"#]]
    );
    assert!(!sandbox.work().join("here/weights.bin").exists());
    assert_whole(&sandbox);
    sandbox.hf("download ada/model --local-dir here").success();
    assert_whole(&sandbox);
}

#[test]
fn what_was_complete_before_is_kept() {
    let sandbox = stalling();
    let child = sandbox.command("download ada/model --max-workers 1").spawn();
    assert_eq!(interrupt(&sandbox, child, "INT").code(), Some(130));
    sandbox.hub().forget();
    sandbox.hf("download ada/model").success();
    assert_eq!(content(sandbox.hub()).len(), 1);
    assert_whole(&sandbox);
}

#[test]
fn a_wait_for_the_next_try_can_be_interrupted() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("*", "*", Effect::retry_after(503, "3000")));
    let child = sandbox.command("download ada/model").spawn();
    until("it waits", || !sandbox.hub().trace().is_empty());
    child.signal("INT");
    assert_eq!(child.wait().code(), Some(130));
}

#[test]
fn a_download_that_is_killed_leaves_nothing_under_a_final_name() {
    let sandbox = stalling();
    let child = sandbox.command("download ada/model weights.bin").spawn();
    assert_eq!(interrupt(&sandbox, child, "KILL").code(), None);
    let left = unfinished(&sandbox);
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(files(&sandbox.hf_home()).iter().filter(|path| path.ends_with("weights.bin")).count(), 0);
    sandbox.hf("download ada/model weights.bin").success();
    assert_whole(&sandbox);
}
