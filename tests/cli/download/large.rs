//! Files that are worth several requests at once, and a journal of what is written.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files, unfinished};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::traffic::content;
use crate::wait::until;

/// What the journal counts in.
const BLOCK: u64 = 1 << 20;
const SIZE: u64 = 20 * BLOCK + 123;
/// How many requests that much is divided among.
const PARTS: usize = 6;

/// Bytes of which no two blocks are the same.
fn weights() -> Vec<u8> {
    let mut bytes = noise(1_000_003).repeat(21);
    bytes.truncate(usize::try_from(SIZE).unwrap());
    bytes
}

fn arrange() -> Sandbox {
    with_model(&[("weights.bin", &weights())])
}

fn fault(sandbox: &Sandbox, effect: Effect, times: usize) {
    sandbox.hub().fault(Fault::new("GET", "/objects/*", effect).times(times));
}

/// The parts of the file that were asked for: where each begins, and how many bytes came.
fn parts(sandbox: &Sandbox) -> Vec<(u64, u64)> {
    let start = |range: &str| range.strip_prefix("bytes=").unwrap().split('-').next().unwrap().parse().unwrap();
    let seen = content(sandbox.hub()).into_iter();
    seen.map(|seen| (start(seen.header("range").unwrap_or("bytes=0-")), seen.sent)).collect()
}

fn sent(sandbox: &Sandbox) -> u64 {
    parts(sandbox).iter().map(|(_, bytes)| bytes).sum()
}

/// The sizes of the blocks that the journal knows to be written; none without one.
fn journaled(sandbox: &Sandbox) -> Vec<u64> {
    let places = [sandbox.hf_home(), sandbox.work()];
    let journals = places.iter().flat_map(|folder| {
        let all = files(folder).into_iter().filter(|path| path.ends_with(".parts.incomplete"));
        all.map(|path| folder.join(path)).collect::<Vec<PathBuf>>()
    });
    let done = |journal: PathBuf| {
        let text = fs::read(journal).unwrap_or_default();
        let blocks = text.rsplit(|byte| *byte == b'\n').next().unwrap().to_vec();
        let numbered = (0..).zip(blocks).filter(|(_, byte)| *byte == b'1');
        numbered.map(|(number, _)| BLOCK.min(SIZE - number * BLOCK)).collect::<Vec<u64>>()
    };
    journals.flat_map(done).collect()
}

/// Runs it until the Hub has stalled on every connection, then sends the signal. Gives the bytes that are done.
fn cut_off(sandbox: &Sandbox, words: &str, signal: &str) -> (Output, u64) {
    fault(sandbox, Effect::Stall(2 * BLOCK + 5000), usize::MAX);
    let child = sandbox.command(words).spawn();
    until("two connections have stalled", || journaled(sandbox).len() >= 4);
    child.signal(signal);
    let output = child.wait();
    sandbox.hub().clear_faults();
    sandbox.hub().forget();
    (output, journaled(sandbox).iter().sum())
}

#[test]
fn a_large_file_comes_in_parts_that_cover_it_once() {
    let sandbox = arrange();
    sandbox.hf("download ada/model weights.bin --local-dir here").success();
    assert!(sandbox.read("here/weights.bin") == weights());
    let mut parts = parts(&sandbox);
    assert_eq!(parts.len(), PARTS, "{parts:?}");
    parts.sort_unstable();
    let end = parts.iter().fold(0, |end, (start, bytes)| {
        assert_eq!(*start, end, "{parts:?}");
        start + bytes
    });
    assert_eq!(end, SIZE);
    assert_whole(&sandbox);
}

#[test]
fn a_killed_download_goes_on_with_what_was_written() {
    let sandbox = arrange();
    let (output, done) = cut_off(&sandbox, "download ada/model weights.bin", "KILL");
    assert_eq!(output.code(), None);
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("snapshots")), [""; 0]);
    sandbox.hf("download ada/model weights.bin").success();
    assert_eq!(sent(&sandbox), SIZE - done);
    assert_whole(&sandbox);
}

#[test]
fn a_file_of_two_megabytes_comes_by_one_request_and_goes_on_where_it_was() {
    let bytes = noise(2_200_000);
    let sandbox = with_model(&[("weights.bin", &bytes)]);
    fault(&sandbox, Effect::Stall(1_100_000), usize::MAX);
    let child = sandbox.command("download ada/model weights.bin").spawn();
    until("a block is written", || journaled(&sandbox).len() == 1);
    child.signal("KILL");
    child.wait();
    assert_eq!(parts(&sandbox), [(0, 1_100_000)]);
    sandbox.hub().clear_faults();
    sandbox.hub().forget();
    sandbox.hf("download ada/model weights.bin").success();
    assert_eq!(parts(&sandbox), [(BLOCK, 2_200_000 - BLOCK)]);
    assert_whole(&sandbox);
}

#[test]
fn what_an_earlier_run_has_written_is_told_as_done_and_not_as_moved() {
    let sandbox = arrange();
    let (_, done) = cut_off(&sandbox, "download ada/model weights.bin", "KILL");
    let output = sandbox.hf("download ada/model weights.bin --quiet --progress json").success();
    let events: Vec<Value> = output.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = events.iter().find(|event| event["event"] == "progress").unwrap();
    assert!(first["bytes_done"].as_u64() > Some(done) && first["rate"].as_u64() < Some(SIZE - done), "{first}");
    let last = events.last().unwrap();
    assert_eq!((&last["bytes"], &last["bytes_moved"]), (&SIZE.into(), &(SIZE - done).into()));
}

#[test]
fn a_killed_download_into_a_folder_goes_on_with_what_was_written() {
    let sandbox = arrange();
    let words = "download ada/model weights.bin --local-dir here";
    let (_, done) = cut_off(&sandbox, words, "KILL");
    assert!(!sandbox.work().join("here/weights.bin").exists());
    sandbox.hf(words).success();
    assert_eq!(sent(&sandbox), SIZE - done);
    assert_whole(&sandbox);
}

#[test]
fn an_interrupted_download_goes_on_with_what_was_written() {
    let sandbox = arrange();
    let (output, done) = cut_off(&sandbox, "download ada/model weights.bin --progress none", "INT");
    assert_data_eq!(
        output,
        str![[r#"
status: 130
--- stdout ---
--- stderr ---
Error: interrupted
Hint: run the same command again to resume

"#]]
    );
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("snapshots")), [""; 0]);
    sandbox.hf("download ada/model").success();
    let rest: u64 = parts(&sandbox).iter().filter(|(_, bytes)| *bytes > 1000).map(|(_, bytes)| bytes).sum();
    assert_eq!(rest, SIZE - done);
    assert_whole(&sandbox);
}

#[test]
fn what_was_written_of_other_content_is_not_used() {
    use crate::local_hub::world::kinds::Kind;
    let sandbox = arrange();
    cut_off(&sandbox, "download ada/model weights.bin --local-dir here", "KILL");
    let mut other = weights();
    other[7] ^= 1;
    sandbox.hub().world().write_file(Kind::Model, "ada/model", "weights.bin", &other);
    sandbox.hf("download ada/model weights.bin --local-dir here").success();
    assert!(sandbox.read("here/weights.bin") == other);
    assert_eq!(sent(&sandbox), SIZE);
}

#[test]
fn parts_that_break_off_are_resumed() {
    let sandbox = arrange();
    fault(&sandbox, Effect::Close(BLOCK + 7000), 4);
    let output = sandbox.hf("download ada/model weights.bin --progress plain").success();
    assert!(output.stderr.contains("Retrying 'weights.bin'"), "{output}");
    assert_eq!(sent(&sandbox), SIZE);
    assert_whole(&sandbox);
}

#[test]
fn parts_that_stall_are_resumed() {
    let sandbox = arrange();
    fault(&sandbox, Effect::Stall(BLOCK + 7000), 2);
    sandbox.hf("download ada/model weights.bin --stall-timeout 1").success();
    assert_eq!(sent(&sandbox), SIZE);
    assert_whole(&sandbox);
}

#[test]
fn a_server_that_knows_no_ranges_sends_a_large_file_in_one_piece() {
    let sandbox = arrange();
    fault(&sandbox, Effect::NoRange, usize::MAX);
    sandbox.hf("download ada/model weights.bin").success();
    assert!(content(sandbox.hub()).iter().any(|seen| (seen.status, seen.sent) == (200, SIZE)));
    assert_whole(&sandbox);
}

#[test]
fn a_large_file_that_arrives_damaged_is_fetched_once_more() {
    let sandbox = arrange();
    fault(&sandbox, Effect::WrongByte(5 * BLOCK), PARTS);
    let output = sandbox.hf("download ada/model weights.bin --progress none").success();
    assert_eq!(output.stderr, "Warning: 'weights.bin' arrived damaged; fetching it once more\n");
    assert_eq!(sent(&sandbox), 2 * SIZE);
    assert_whole(&sandbox);
}

#[test]
fn a_large_file_that_arrives_damaged_twice_is_not_kept() {
    let sandbox = arrange();
    fault(&sandbox, Effect::WrongByte(5 * BLOCK), usize::MAX);
    let output = sandbox.hf("download ada/model weights.bin");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(7), ""), "{output}");
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("snapshots")), [""; 0]);
    assert_whole(&sandbox);
}

#[test]
fn damage_on_disk_between_two_runs_is_found() {
    let sandbox = arrange();
    cut_off(&sandbox, "download ada/model weights.bin", "KILL");
    let partial = unfinished(&sandbox).into_iter().find(|path| !path.contains(".parts.")).unwrap();
    let partial = sandbox.hf_home().join(partial);
    let journal = fs::read(partial.with_extension("parts.incomplete")).unwrap();
    let blocks = journal.rsplit(|byte| *byte == b'\n').next().unwrap();
    let block = blocks.iter().position(|byte| *byte == b'1').unwrap();
    let mut bytes = fs::read(&partial).unwrap();
    bytes[block << 20] ^= 1;
    fs::write(&partial, bytes).unwrap();
    let output = sandbox.hf("download ada/model weights.bin --progress none").success();
    assert_eq!(output.stderr, "Warning: 'weights.bin' arrived damaged; fetching it once more\n");
    assert_whole(&sandbox);
}

#[test]
fn two_downloads_at_once_share_a_large_file() {
    let sandbox = arrange();
    let command = || sandbox.command("download ada/model weights.bin --quiet --limit-rate 40M").spawn();
    let (first, second) = (command(), command());
    let (first, second) = (first.wait().success(), second.wait().success());
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(sent(&sandbox), SIZE);
    assert_whole(&sandbox);
}
