//! Content that is sent to Xet storage.

use super::{seen, tokens_asked_for, with_model};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::trace::Origin;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::Content;
use crate::local_hub::world::seed::noise;
#[cfg(target_os = "linux")]
use crate::opens::Opens;
use crate::sandbox::Sandbox;
#[cfg(target_os = "linux")]
use crate::wait::until_settled;

fn arrange() -> (Sandbox, Vec<u8>) {
    let content = noise(3_000_000);
    let sandbox = with_model(&[]);
    sandbox.write("up/weights.bin", &content);
    sandbox.write("up/notes.txt", "small");
    (sandbox, content)
}

/// The content of a large file as the Hub has it now.
fn committed(sandbox: &Sandbox, path: &str) -> Vec<u8> {
    let world = sandbox.hub().world();
    let repo = world.repo(Kind::Model, "ada/model").unwrap();
    let entry = repo.entry(repo.resolve("main").unwrap(), path).unwrap();
    let Content::Large { sha256, .. } = entry.content else { panic!("{path} is not large") };
    sandbox.hub().large_content(&sha256).unwrap()
}

fn asked_for_lfs(sandbox: &Sandbox) -> bool {
    seen(sandbox, Origin::Hub).iter().any(|seen| seen.path.contains("/info/lfs/"))
}

#[test]
fn large_files_go_to_the_storage_and_small_ones_into_the_commit() {
    let (sandbox, content) = arrange();
    sandbox.hf("upload ada/model up").success();
    assert!(committed(&sandbox, "weights.bin") == content);
    assert_eq!((tokens_asked_for(&sandbox), asked_for_lfs(&sandbox)), (1, false));
    sandbox.hf("download ada/model --local-dir here").success();
    assert!(sandbox.read("here/weights.bin") == content && sandbox.read("here/notes.txt") == b"small");
}

#[test]
fn a_single_file_goes_there_too_and_only_once() {
    let (sandbox, content) = arrange();
    sandbox.hf("upload ada/model up/weights.bin weights.bin").success();
    assert!(committed(&sandbox, "weights.bin") == content);
    sandbox.hub().forget();
    let again = sandbox.hf("upload ada/model up/weights.bin weights.bin").success();
    assert!(again.stdout.contains("Nothing to commit"), "{again}");
    assert!(!seen(&sandbox, Origin::Xet).iter().any(|seen| seen.method == "POST"));
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_sent_there_is_not_opened_again_while_it_stays_as_it_is() {
    let (sandbox, _) = arrange();
    until_settled();
    sandbox.hf("upload ada/model up").success();
    let opens = Opens::of(&sandbox.work().join("up"));
    sandbox.hf("upload ada/model up").success();
    assert_eq!(opens.so_far().len(), 0);
}

#[test]
fn content_that_the_storage_has_is_not_sent_again() {
    let (sandbox, content) = arrange();
    sandbox.hf("upload ada/model up/weights.bin weights.bin").success();
    sandbox.hub().forget();
    sandbox.write("up/weights.bin", [&content[..], b"and more"].concat());
    sandbox.hf("upload ada/model up/weights.bin weights.bin").success();
    let sent: u64 = seen(&sandbox, Origin::Xet).iter().map(|seen| seen.received).sum();
    assert!(sent < content.len() as u64 / 4, "{sent} bytes for eight new ones");
    assert!(committed(&sandbox, "weights.bin").ends_with(b"and more"));
}

#[test]
fn a_pull_request_is_opened_with_a_token_that_may_only_propose() {
    let (sandbox, _) = arrange();
    sandbox.hf("upload ada/model up --create-pr").success();
    let tokens: Vec<_> =
        seen(&sandbox, Origin::Hub).into_iter().filter(|seen| seen.path.ends_with("/xet-write-token/main")).collect();
    assert_eq!(tokens.len(), 1);
    assert_eq!(tokens[0].query, [("create_pr".to_owned(), "1".to_owned())]);
    assert!(!asked_for_lfs(&sandbox));
}

#[test]
fn a_hub_without_token_route_gets_the_files_by_lfs_and_nobody_is_bothered() {
    let (sandbox, content) = arrange();
    sandbox.hub().fault(Fault::new("GET", "*/xet-write-token/*", Effect::status(404)));
    let output = sandbox.hf("upload ada/model up").success();
    assert!(committed(&sandbox, "weights.bin") == content);
    assert!(asked_for_lfs(&sandbox) && !output.stderr.contains("Xet"), "{output}");
}

#[test]
fn a_storage_that_takes_nothing_is_replaced_by_lfs_with_a_word() {
    let (sandbox, content) = arrange();
    sandbox.hub().fault(Fault::new("POST", "/v*/shards", Effect::status(403)));
    let output = sandbox.hf("upload ada/model up").success();
    assert!(committed(&sandbox, "weights.bin") == content);
    assert!(asked_for_lfs(&sandbox) && output.stderr.contains("large files go to the LFS store"), "{output}");
}

#[test]
fn a_storage_that_hangs_is_replaced_by_lfs_after_a_while() {
    let sandbox = with_model(&[]);
    // More than a socket takes by itself.
    let content = noise(16 << 20);
    sandbox.write("weights.bin", &content);
    sandbox.hub().fault(Fault::new("*", "*xorb*", Effect::StallRequest(1 << 20)));
    let output = sandbox.hf("upload ada/model weights.bin --stall-timeout 1").success();
    assert!(committed(&sandbox, "weights.bin") == content);
    let word = "Xet transferred no data for 3 s; large files go to the LFS store";
    assert_eq!(output.stderr.matches(word).count(), 1, "{output}");
}

#[test]
fn a_variable_keeps_uploads_with_lfs() {
    let (sandbox, content) = arrange();
    sandbox.command("upload ada/model up").env("HF_HUB_DISABLE_XET", "1").run().success();
    assert!(committed(&sandbox, "weights.bin") == content);
    assert_eq!((tokens_asked_for(&sandbox), asked_for_lfs(&sandbox)), (0, true));
}

#[test]
fn a_limited_rate_is_kept_with_lfs() {
    let (sandbox, content) = arrange();
    sandbox.hf("upload ada/model up --limit-rate 1G").success();
    assert!(committed(&sandbox, "weights.bin") == content);
    assert_eq!((tokens_asked_for(&sandbox), asked_for_lfs(&sandbox)), (0, true));
}
