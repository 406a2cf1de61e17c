//! Content that comes from Xet storage.

use std::fs;

use super::{in_small_pieces, seen, tokens_asked_for, with_model};
use crate::disk::{files, unfinished};
use crate::download::cached;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::trace::Origin;
use crate::local_hub::world::seed::noise;
use crate::sandbox::{ADA, Sandbox};
use crate::wait::until;

const BLOCK: usize = 1 << 20;

#[test]
fn a_file_comes_from_the_storage_and_from_nowhere_else() {
    let content = noise(300_000);
    let sandbox = with_model(&[("weights.bin", &content)]);
    sandbox.hf("download ada/model weights.bin --local-dir here").success();
    assert!(sandbox.read("here/weights.bin") == content);
    assert_eq!(tokens_asked_for(&sandbox), 1);
    assert!(seen(&sandbox, Origin::Content).is_empty());
    assert!(!seen(&sandbox, Origin::Xet).is_empty());
}

#[test]
fn a_folder_needs_one_token_and_no_question_a_file() {
    let files: [&[u8]; 3] = [&noise(100_000), &noise(200_000), &noise(5)];
    let sandbox = with_model(&[("a.bin", files[0]), ("b.bin", files[1]), ("c.bin", files[2])]);
    sandbox.hf("download ada/model --local-dir here").success();
    for (name, content) in ["a.bin", "b.bin", "c.bin"].iter().zip(files) {
        assert!(sandbox.read(&format!("here/{name}")) == content, "{name}");
    }
    let hub = seen(&sandbox, Origin::Hub);
    assert_eq!(tokens_asked_for(&sandbox), 1);
    assert!(!hub.iter().any(|seen| seen.method == "HEAD" || seen.path.ends_with(".bin")), "{hub:#?}");
}

#[test]
fn a_wrong_byte_is_noticed_and_the_content_asked_for_elsewhere() {
    let content = noise(300_000);
    let sandbox = with_model(&[("weights.bin", &content)]);
    sandbox.hub().fault(Fault::new("GET", "/v1/fetch_term", Effect::WrongByte(1000)));
    let output = sandbox.hf("download ada/model weights.bin").success();
    assert!(output.stderr.contains("'weights.bin' arrived damaged; fetching it once more"), "{output}");
    let blobs: Vec<_> = fs::read_dir(cached(&sandbox, "models--ada--model").join("blobs")).unwrap().collect();
    assert!(blobs.len() == 1 && fs::read(blobs[0].as_ref().unwrap().path()).unwrap() == content);
    assert!(!sandbox.hf_home().join("hub/blobs").exists(), "what Xet did not give is not shared");
}

#[test]
fn content_that_is_wrong_wherever_it_comes_from_gets_no_name() {
    let sandbox = with_model(&[("weights.bin", &noise(300_000))]);
    sandbox.hub().fault(Fault::new("GET", "/v1/fetch_term", Effect::WrongByte(1000)));
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::WrongByte(1000)));
    let output = sandbox.hf("download ada/model weights.bin");
    assert_eq!(output.code(), Some(7), "{output}");
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    assert_eq!(fs::read_dir(blobs).map_or(0, Iterator::count), 0);
}

#[test]
fn a_killed_download_goes_on_behind_what_is_written() {
    let content = noise(10 * BLOCK + 123);
    let sandbox = with_model(&[("weights.bin", &content)]);
    sandbox.hub().fault(Fault::new("GET", "/v2/reconstructions/*", Effect::Silence).starting_at(1));
    let child = in_small_pieces(&sandbox, "download ada/model weights.bin --local-dir here").spawn();
    until("the first piece is written", || journaled(&sandbox) > 1);
    child.signal("KILL");
    child.wait();
    let written = journaled(&sandbox) * BLOCK;
    sandbox.hub().clear_faults();
    sandbox.hub().forget();
    sandbox.hf("download ada/model weights.bin --local-dir here").success();
    assert!(sandbox.read("here/weights.bin") == content);
    let brought: u64 =
        seen(&sandbox, Origin::Xet).iter().filter(|seen| seen.path.ends_with("_term")).map(|seen| seen.sent).sum();
    let missing = content.len() - written;
    assert!((missing..missing + BLOCK).contains(&(brought as usize)), "{brought} bytes for {missing}");
    assert!(unfinished(&sandbox).is_empty());
}

/// How many blocks the journal knows to be written.
fn journaled(sandbox: &Sandbox) -> usize {
    let all = files(&sandbox.work()).into_iter().filter(|path| path.ends_with(".parts.incomplete"));
    let texts = all.map(|path| fs::read(sandbox.work().join(path)).unwrap_or_default());
    let blocks = texts.map(|text| text.rsplit(|byte| *byte == b'\n').next().unwrap().to_vec());
    blocks.flatten().filter(|byte| *byte == b'1').count()
}

#[test]
fn tokens_stay_where_they_belong() {
    let sandbox = with_model(&[("weights.bin", &noise(300_000))]);
    let command = sandbox.command("download ada/model weights.bin").env("HF_DEBUG", "1").env("RUST_LOG", "trace");
    let output = command.run().success();
    for secret in [ADA, "xet_demo_"] {
        assert!(!output.stdout.contains(secret) && !output.stderr.contains(secret), "{output}");
    }
    // What the token of the storage is not for it never sees; the Hub's token the storage never sees.
    let requests = seen(&sandbox, Origin::Xet);
    let with_token =
        |path: &str| requests.iter().any(|seen| seen.path == path && seen.header("authorization").is_some());
    assert!(!with_token("/v1/fetch_term"));
    assert!(requests.iter().filter_map(|seen| seen.header("authorization")).all(|value| !value.contains(ADA)));
    let logs: Vec<_> = files(&sandbox.hf_home()).into_iter().filter(|path| path.contains("logs")).collect();
    assert!(logs.is_empty(), "{logs:?}");
}

#[test]
fn the_storage_hears_who_asks_and_nothing_else() {
    let sandbox = with_model(&[("weights.bin", &noise(300_000))]);
    sandbox.command("download ada/model weights.bin").no_env("HF_HUB_DISABLE_TELEMETRY").run().success();
    let requests = seen(&sandbox, Origin::Xet);
    let name = |seen: &crate::local_hub::trace::Seen| seen.header("user-agent").unwrap_or_default().to_owned();
    assert!(requests.iter().all(|seen| name(seen).starts_with("hf/") && name(seen).ends_with("; hf_xet/1.8.0")));
    assert!(!requests.iter().any(|seen| seen.path.contains("telemetry")));
}
