//! Large files on their way to the LFS store.

use sha2::{Digest, Sha256};

use super::{count, paths, wait_for};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::trace::Origin;
use crate::local_hub::world::seed::noise;
use crate::local_hub::{Options, Seed};
use crate::sandbox::Sandbox;

/// Objects above 100,000 bytes go in parts of 50,000.
pub(super) fn in_parts() -> Sandbox {
    let options = Options { seed: Seed::Empty, multipart_above: 100_000, part_size: 50_000, ..Options::default() };
    Sandbox::with(options)
}

/// Whether the store has that content.
pub(super) fn has(sandbox: &Sandbox, content: &[u8]) -> bool {
    let sha256: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    sandbox.hub().world().blobs.size(&sha256) == Some(content.len() as u64)
}

#[test]
fn a_large_file_is_stored_in_one_piece_without_the_token() {
    let sandbox = in_parts();
    let content = noise(90_000);
    sandbox.write("w.bin", &content);
    sandbox.hf("upload ada/new w.bin").success();
    assert!(has(&sandbox, &content));
    let puts: Vec<_> = sandbox
        .hub()
        .trace()
        .into_iter()
        .filter(|seen| seen.origin == Origin::Content && seen.method == "PUT")
        .collect();
    assert_eq!(puts.len(), 1);
    assert_eq!((puts[0].header("authorization"), puts[0].header("content-length")), (None, Some("90000")));
    assert_eq!(count(&sandbox, "POST /ada/new.git/info/lfs/verify 200"), 1);
}

#[test]
fn a_larger_one_is_stored_in_parts() {
    let sandbox = in_parts();
    let content = noise(120_001);
    sandbox.write("w.bin", &content);
    sandbox.hf("upload ada/new w.bin").success();
    assert!(has(&sandbox, &content));
    assert_eq!(count(&sandbox, "content PUT *"), 3);
}

#[test]
fn what_the_store_has_is_not_sent_again() {
    let sandbox = in_parts();
    let content = noise(2_000);
    sandbox.hub().world().blobs.put(&content);
    sandbox.write("w.bin", &content);
    sandbox.hf("upload ada/new w.bin").success();
    assert_eq!(count(&sandbox, "content PUT *"), 0);
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["w.bin"]);
}

#[test]
fn files_of_one_content_are_sent_once() {
    let sandbox = in_parts();
    let content = noise(2_000);
    for name in ["d/a.bin", "d/b.bin"] {
        sandbox.write(name, &content);
    }
    sandbox.hf("upload ada/new d").success();
    assert_eq!(count(&sandbox, "content PUT *"), 1);
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.bin", "b.bin"]);
}

#[test]
fn a_file_that_changes_on_its_way_is_not_committed() {
    let sandbox = in_parts();
    sandbox.write("w.bin", noise(2_000));
    sandbox.hub().fault(Fault::new("PUT", "*", Effect::retry_after(503, "1")).times(1));
    let running = sandbox.command("upload ada/new w.bin").spawn();
    wait_for(&sandbox, "content PUT *", 1);
    sandbox.write("w.bin", noise(3_000));
    let output = running.wait();
    assert_eq!(output.code(), Some(7), "{output}");
    assert!(output.stderr.contains("'w.bin' changed while it was being uploaded"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/new/commit*"), 0);
}

#[test]
fn a_file_that_takes_the_place_of_one_like_it_is_not_committed() {
    let sandbox = in_parts();
    let (first, second) = (sandbox.write("w.bin", noise(120_001)), sandbox.write("other.bin", [1; 120_001]));
    let modified = std::fs::metadata(&first).unwrap().modified().unwrap();
    std::fs::File::options().write(true).open(&second).unwrap().set_modified(modified).unwrap();
    sandbox.hub().fault(Fault::new("PUT", "*/parts/2", Effect::retry_after(503, "1")).times(1));
    let running = sandbox.command("upload ada/new w.bin").spawn();
    wait_for(&sandbox, "content PUT *", 3);
    std::fs::rename(&second, &first).unwrap();
    let output = running.wait();
    assert_eq!(output.code(), Some(7), "{output}");
    assert!(output.stderr.contains("'w.bin' changed while it was being uploaded"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/new/commit*"), 0);
}

#[test]
fn a_store_that_refuses_is_told_with_the_file() {
    let sandbox = in_parts();
    sandbox.write("w.bin", noise(2_000));
    sandbox.hub().fault(Fault::new("PUT", "*", Effect::status(403)));
    let output = sandbox.hf("upload ada/new w.bin");
    assert!(!output.status.success() && output.stderr.contains("cannot upload 'w.bin'"), "{output}");
}

#[test]
fn a_part_without_a_tag_cannot_be_put_together() {
    let sandbox = in_parts();
    sandbox.write("w.bin", noise(120_000));
    sandbox.hub().fault(Fault::new("PUT", "*/parts/1", Effect::DropHeader("etag")));
    let output = sandbox.hf("upload ada/new w.bin");
    assert!(output.stderr.contains("a part has no ETag"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/complete-multipart*"), 0);
}

#[test]
fn an_upload_at_a_byte_a_second_is_still_at_its_beginning_when_one_without_a_limit_is_over() {
    let sandbox = in_parts();
    let received = || {
        let puts = sandbox.hub().trace().into_iter().filter(|seen| seen.origin == Origin::Content);
        puts.map(|seen| seen.received).sum::<u64>()
    };
    sandbox.write("slow.bin", noise(150_000));
    let mut slow = sandbox.command("upload ada/slow slow.bin --limit-rate 1").spawn();
    wait_for(&sandbox, "content PUT *", 1);
    sandbox.write("fast.bin", noise(140_000));
    sandbox.hf("upload ada/fast fast.bin").success();
    assert!((140_000..141_000).contains(&received()), "{} bytes", received());
    assert!(!slow.is_over());
    slow.signal("INT");
    assert_eq!(slow.wait().code(), Some(130));
}
