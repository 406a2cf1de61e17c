//! Uploads that were cut off, and what the next run still has to do.

use super::{count, paths, titles, wait_for};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;

#[test]
fn ctrl_c_ends_an_upload_without_a_commit() {
    let sandbox = Sandbox::empty();
    sandbox.write("w.bin", noise(2_000));
    sandbox.hub().fault(Fault::new("PUT", "*", Effect::Silence));
    let running = sandbox.command("upload ada/new w.bin").spawn();
    wait_for(&sandbox, "content PUT *", 1);
    running.signal("INT");
    let output = running.wait();
    assert_eq!(output.code(), Some(130), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/new/commit*"), 0);
}

#[test]
fn the_next_run_finds_what_is_stored() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/w.bin", noise(2_000));
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(400)).times(1));
    assert_eq!(sandbox.hf("upload ada/new d").code(), Some(1));
    assert_eq!(count(&sandbox, "content PUT *"), 1);
    sandbox.hf("upload ada/new d").success();
    assert_eq!(count(&sandbox, "content PUT *"), 1);
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["w.bin"]);
}

#[test]
fn the_next_run_finds_what_is_committed() {
    let sandbox = Sandbox::empty();
    for number in 0..260 {
        sandbox.write(&format!("d/{number:03}.txt"), number.to_string());
    }
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(400)).skip(1).times(1));
    let output = sandbox.hf("upload ada/new d");
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(paths(&sandbox, "ada/new", "main").len(), 250);
    let output = sandbox.hf("upload ada/new d").success();
    assert!(output.stderr.contains("Skipped 250 files: unchanged"), "{output}");
    assert_eq!(paths(&sandbox, "ada/new", "main").len(), 260);
}

#[test]
fn a_commit_of_a_folder_whose_reply_is_lost_is_sent_again() {
    let sandbox = Sandbox::empty();
    sandbox.write("d/a.txt", "a");
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::StatusAfterwards(503)).times(1));
    sandbox.hf("upload ada/new d").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.txt"]);
}

#[test]
fn a_commit_with_deletions_whose_reply_is_lost_leaves_nothing_to_delete() {
    for folder in ["d", "empty"] {
        let sandbox = Sandbox::demo();
        sandbox.write("d/a.txt", "a");
        std::fs::create_dir(sandbox.work().join("empty")).unwrap();
        sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::StatusAfterwards(503)).times(1));
        let run = sandbox.command("upload ada/tiny-bert --delete vocab.txt").argument(folder).run();
        run.success();
        let paths = paths(&sandbox, "ada/tiny-bert", "main");
        assert!(!paths.contains(&"vocab.txt".to_owned()), "{paths:?}");
        assert_eq!(paths.contains(&"a.txt".to_owned()), folder == "d", "{paths:?}");
    }
}

#[test]
fn a_commit_of_a_file_is_sent_once() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "a");
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::StatusAfterwards(503)));
    let output = sandbox.hf("upload ada/new a.txt");
    assert_eq!(output.code(), Some(6), "{output}");
    assert_eq!(titles(&sandbox, "ada/new", "main").len(), 1);
}
