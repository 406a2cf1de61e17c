//! Servers that change their mind midway: other content, another size, a part that is not there any more.

use std::fs;

use sha2::{Digest, Sha256};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;
use crate::traffic::content;
use crate::wait::until;

const PART: u64 = 1 << 20;
const SMALL: usize = 300_000;

/// More than one request brings.
fn weights() -> Vec<u8> {
    noise(1_000_003).repeat(12)
}

fn fault(sandbox: &Sandbox, effect: Effect, times: usize) {
    sandbox.hub().fault(Fault::new("GET", "/objects/*", effect).times(times));
}

/// Everything that has a final name below the folder of the model.
fn entries(sandbox: &Sandbox) -> Vec<String> {
    files(&cached(sandbox, "models--ada--model").join("snapshots"))
}

#[test]
fn a_part_that_is_refused_when_a_broken_connection_is_resumed_begins_the_file_anew() {
    let sandbox = with_model(&[("weights.bin", &noise(SMALL))]);
    fault(&sandbox, Effect::Reset(100_000), 1);
    fault(&sandbox, Effect::status(416), 1);
    sandbox.hf("download ada/model weights.bin").success();
    let seen = content(sandbox.hub());
    let last = seen.last().unwrap();
    assert_eq!((last.header("range"), last.status, last.sent), (None, 200, SMALL as u64), "{seen:?}");
    assert_whole(&sandbox);
}

#[test]
fn a_large_file_of_which_a_part_is_refused_comes_in_one_piece() {
    let weights = weights();
    let sandbox = with_model(&[("weights.bin", &weights)]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::status(416)).starting_at(1));
    sandbox.hf("download ada/model weights.bin").success();
    let seen = content(sandbox.hub());
    assert!(seen.iter().any(|seen| (seen.status, seen.sent) == (200, weights.len() as u64)), "{seen:?}");
    assert_whole(&sandbox);
}

#[test]
fn a_branch_that_moves_midway_does_not_mix_two_commits() {
    let (old, mut new) = (weights(), weights());
    new[5] ^= 1;
    new.truncate(9_000_000);
    for words in ["download ada/model", "download ada/model weights.bin"] {
        let sandbox = with_model(&[("weights.bin", &old), ("b.txt", b"b")]);
        let commit = sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap().head();
        fault(&sandbox, Effect::Stall(PART), 2);
        let child = sandbox.command(&format!("{words} --stall-timeout 1")).spawn();
        until("content is moving", || content(sandbox.hub()).iter().any(|seen| seen.sent >= PART));
        sandbox.hub().world().write_file(Kind::Model, "ada/model", "weights.bin", &new);
        child.wait().success();
        let snapshot = cached(&sandbox, "models--ada--model").join(format!("snapshots/{commit}"));
        assert!(fs::read(snapshot.join("weights.bin")).unwrap() == old);
        assert_whole(&sandbox);
    }
}

/// A model whose content the storage replaces while it is being fetched.
fn with_other_content_midway(other: &[u8]) -> (Sandbox, crate::run::Output) {
    let weights = weights();
    let sandbox = with_model(&[("weights.bin", &weights)]);
    fault(&sandbox, Effect::Stall(PART), 2);
    let child = sandbox.command("download ada/model weights.bin --stall-timeout 1 --progress none").spawn();
    until("content is moving", || content(sandbox.hub()).iter().any(|seen| seen.sent >= PART));
    let stored = sandbox.hub().world().blobs.path(&hex(&Sha256::digest(&weights)));
    fs::remove_file(&stored).unwrap();
    fs::write(stored, other).unwrap();
    let output = child.wait();
    (sandbox, output)
}

#[test]
fn other_content_of_the_same_size_midway_is_an_error_and_gets_no_name() {
    let mut other = weights();
    other.reverse();
    let (sandbox, output) = with_other_content_midway(&other);
    assert_eq!((output.code(), output.stdout.as_str()), (Some(7), ""), "{output}");
    assert!(output.stderr.contains("fetching it once more"), "{output}");
    assert_eq!(entries(&sandbox), [""; 0]);
    assert_whole(&sandbox);
}

#[test]
fn shorter_content_midway_is_an_error_and_gets_no_name() {
    let (sandbox, output) = with_other_content_midway(&weights()[..9_000_000]);
    assert!(matches!(output.code(), Some(6 | 7)), "{output}");
    assert_eq!(output.stdout, "");
    assert_eq!(entries(&sandbox), [""; 0]);
    assert_whole(&sandbox);
}
