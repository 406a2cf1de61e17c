//! Large files on their way to the LFS store in parts, some of which go wrong.

use super::store::{has, in_parts};
use super::{count, paths};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::local_hub::{Options, Seed};
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::wait::until;

const PARTS: usize = 3;

/// Uploads a file in three parts, the second of which meets this once.
fn upload_past(effect: Effect) -> (Sandbox, Output) {
    let sandbox = in_parts();
    let content = noise(120_001);
    sandbox.write("w.bin", &content);
    sandbox.hub().fault(Fault::new("PUT", "*/parts/2", effect).times(1));
    let output = sandbox.hf("upload ada/new w.bin");
    assert!(has(&sandbox, &content), "{output}");
    (sandbox, output.success())
}

/// Fails unless each part was sent once, and the second twice.
#[track_caller]
fn assert_second_alone(sandbox: &Sandbox) {
    assert_eq!(count(sandbox, "content PUT *"), PARTS + 1);
    for (number, times) in [(1, 1), (2, 2), (3, 1)] {
        let sent = sandbox.hub().trace().into_iter().filter(|seen| seen.path.ends_with(&format!("/parts/{number}")));
        assert_eq!(sent.count(), times, "part {number}");
    }
    assert_eq!(count(sandbox, "POST /ada/new.git/info/lfs/objects/batch 200"), 1);
    assert_eq!(paths(sandbox, "ada/new", "main"), ["w.bin"]);
}

/// An upload that is killed when two of its three parts are stored, in a sandbox that has forgotten its requests.
fn killed() -> (Sandbox, Vec<u8>) {
    let sandbox = in_parts();
    let content = noise(120_001);
    sandbox.write("w.bin", &content);
    sandbox.hub().fault(Fault::new("PUT", "*/parts/3", Effect::Silence).times(1));
    let running = sandbox.command("upload ada/new w.bin").spawn();
    // A line of addresses, and one a part.
    until("two parts are noted", || kept(&sandbox).is_some_and(|text| text.lines().count() == 3));
    running.signal("KILL");
    running.wait();
    // It may have been killed before it asked for the third part, whose silence is not meant for the next run.
    sandbox.hub().clear_faults();
    sandbox.hub().forget();
    (sandbox, content)
}

/// What is kept of an upload that is not complete.
fn kept(sandbox: &Sandbox) -> Option<String> {
    let mut files = std::fs::read_dir(sandbox.hf_home().join("xet/hf/uploads")).ok()?;
    std::fs::read_to_string(files.next()?.ok()?.path()).ok()
}

#[test]
fn a_killed_upload_goes_on_with_the_parts_that_are_missing() {
    let (sandbox, content) = killed();
    sandbox.hf("upload ada/new w.bin").success();
    assert_eq!(count(&sandbox, "content PUT *"), 1);
    assert!(has(&sandbox, &content));
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["w.bin"]);
    assert_eq!(kept(&sandbox), None, "signed addresses are not left behind");
}

#[test]
fn a_killed_upload_whose_addresses_are_dead_begins_anew() {
    for status in [403, 404, 410] {
        let (sandbox, content) = killed();
        sandbox.hub().fault(Fault::new("PUT", "*/parts/3", Effect::status(status)).times(1));
        let output = sandbox.command("upload ada/new w.bin").env("HF_DEBUG", "1").run().success();
        assert_eq!(count(&sandbox, "content PUT *"), 1 + PARTS, "{output}");
        assert!(has(&sandbox, &content));
        assert!(!output.stderr.contains("Signature="), "{output}");
        assert_eq!(kept(&sandbox), None);
    }
}

#[test]
fn an_upload_that_another_has_completed_is_not_sent_again() {
    let (sandbox, content) = killed();
    sandbox.hub().world().blobs.put(&content);
    sandbox.hf("upload ada/new w.bin").success();
    assert_eq!(count(&sandbox, "content PUT *"), 0);
}

#[test]
fn a_part_that_the_store_fails_at_is_sent_again_alone() {
    for status in [500, 503] {
        let (sandbox, output) = upload_past(Effect::retry_after(status, "0"));
        assert!(output.stderr.contains(&format!("Retrying 'w.bin' in 0.0s (attempt 1): HTTP {status}")), "{output}");
        assert_second_alone(&sandbox);
    }
}

#[test]
fn a_part_whose_connection_is_reset_is_sent_again_alone() {
    let (sandbox, output) = upload_past(Effect::ResetRequest(20_000));
    assert!(output.stderr.contains("was lost"), "{output}");
    assert_second_alone(&sandbox);
}

#[test]
fn a_part_that_came_too_slowly_for_the_store_is_sent_again_alone() {
    let (sandbox, output) = upload_past(Effect::Storage(400, "RequestTimeout"));
    assert!(output.stderr.contains("(attempt 1): the store waited too long for the next byte"), "{output}");
    assert_second_alone(&sandbox);
}

#[test]
fn a_part_that_is_refused_for_another_reason_is_not() {
    let sandbox = in_parts();
    sandbox.write("w.bin", noise(120_001));
    sandbox.hub().fault(Fault::new("PUT", "*/parts/2", Effect::Storage(400, "EntityTooLarge")));
    let output = sandbox.hf("upload ada/new w.bin");
    assert!(!output.status.success() && output.stderr.contains("EntityTooLarge"), "{output}");
    assert_eq!(sandbox.hub().trace().iter().filter(|seen| seen.path.ends_with("/parts/2")).count(), 1);
}

#[test]
fn a_part_that_the_store_stops_reading_is_sent_again_alone() {
    // More than the buffers of a connection hold.
    let part_size = 16 << 20;
    let options = Options { seed: Seed::Empty, multipart_above: part_size, part_size, ..Options::default() };
    let sandbox = Sandbox::with(options);
    let content = noise(1_000_003).repeat(33);
    sandbox.write("w.bin", &content);
    sandbox.hub().fault(Fault::new("PUT", "*/parts/1", Effect::StallRequest(100_000)).times(1));
    let output = sandbox.hf("upload ada/new w.bin --stall-timeout 1").success();
    assert!(output.stderr.contains("accepted no data for 1 s"), "{output}");
    assert!(has(&sandbox, &content));
    assert_eq!(count(&sandbox, "content PUT *"), 3, "{:?}", sandbox.hub().requests());
}

#[test]
fn a_part_that_the_store_does_not_answer_is_sent_again_alone() {
    let sandbox = in_parts();
    let content = noise(120_001);
    sandbox.write("w.bin", &content);
    sandbox.hub().fault(Fault::new("PUT", "*/parts/2", Effect::Silence).times(1));
    let output = sandbox.hf("upload ada/new w.bin --stall-timeout 1").success();
    assert!(output.stderr.contains("did not respond within 1 s"), "{output}");
    assert!(has(&sandbox, &content));
}

/// A file in five parts; the address of the third has expired so often.
fn with_expired_third(times: usize) -> (Sandbox, Vec<u8>) {
    let sandbox = in_parts();
    let content = noise(220_001);
    sandbox.write("w.bin", &content);
    sandbox.hub().fault(Fault::new("PUT", "*/parts/3", Effect::status(403)).times(times));
    (sandbox, content)
}

#[test]
fn for_addresses_that_have_expired_others_are_asked_and_only_what_lacks_is_sent() {
    let (sandbox, content) = with_expired_third(1);
    let output = sandbox.hf("upload ada/new w.bin").success();
    assert!(has(&sandbox, &content), "{output}");
    assert_eq!(count(&sandbox, "POST /ada/new.git/info/lfs/objects/batch 200"), 2);
    for number in [1, 2, 4, 5] {
        let line = format!("/parts/{number} 200");
        let sent = sandbox.hub().requests().into_iter().filter(|request| request.ends_with(&line)).count();
        assert_eq!(sent, 1, "part {number}");
    }
}

#[test]
fn addresses_that_are_refused_again_though_they_are_new_are_an_error() {
    let (sandbox, _) = with_expired_third(usize::MAX);
    let output = sandbox.hf("upload ada/new w.bin");
    assert!(!output.status.success() && output.stderr.contains("cannot upload 'w.bin'"), "{output}");
    let asked = count(&sandbox, "POST /ada/new.git/info/lfs/objects/batch 200");
    assert!((2..=3).contains(&asked), "{asked}");
    assert_eq!(count(&sandbox, "POST /api/complete-multipart*"), 0);
}

#[test]
fn what_was_sent_counts_once_whatever_had_to_be_sent_again() {
    for effect in [Effect::retry_after(503, "0"), Effect::ResetRequest(20_000), Effect::status(403)] {
        let sandbox = in_parts();
        sandbox.write("w.bin", noise(220_001));
        sandbox.hub().fault(Fault::new("PUT", "*/parts/2", effect).times(1));
        let output = sandbox.hf("upload ada/new w.bin --progress json").success();
        let done: serde_json::Value = serde_json::from_str(output.stderr.lines().last().unwrap()).unwrap();
        assert_eq!((&done["event"], &done["bytes"]), (&"done".into(), &220_001.into()), "{output}");
    }
}
