//! Where Xet cannot be used, plain HTTP is.

use super::{in_small_pieces, seen, tokens_asked_for, with_model};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::trace::Origin;
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;

fn notes(stderr: &str) -> usize {
    stderr.lines().filter(|line| line.contains("goes on over plain HTTP")).count()
}

fn arrange() -> (Sandbox, Vec<u8>) {
    let content = noise(300_000);
    (with_model(&[("a.bin", &content), ("b.bin", &noise(200_000))]), content)
}

#[test]
fn a_mirror_without_token_route_is_read_over_plain_http() {
    let (sandbox, content) = arrange();
    sandbox.hub().fault(Fault::new("GET", "*/xet-read-token/*", Effect::status(404)));
    let output = sandbox.hf("download ada/model --local-dir here").success();
    assert!(sandbox.read("here/a.bin") == content);
    assert_eq!(notes(&output.stderr), 1, "it is said once, not for each file: {output}");
    assert_eq!(tokens_asked_for(&sandbox), 1);
}

#[test]
fn a_storage_that_fails_is_not_asked_for_the_next_file() {
    let (sandbox, content) = arrange();
    sandbox.hub().fault(Fault::new("GET", "/v*/reconstructions/*", Effect::status(403)));
    let output = sandbox.hf("download ada/model --local-dir here --max-workers 1").success();
    assert!(sandbox.read("here/a.bin") == content);
    assert_eq!(notes(&output.stderr), 1, "{output}");
    let files: std::collections::BTreeSet<_> = seen(&sandbox, Origin::Xet).into_iter().map(|seen| seen.path).collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[test]
fn a_storage_that_stalls_is_left_behind_what_is_written() {
    let content = noise(10 << 20);
    let sandbox = with_model(&[("weights.bin", &content)]);
    sandbox.hub().fault(Fault::new("GET", "/v2/reconstructions/*", Effect::Silence).starting_at(1));
    let words = "download ada/model weights.bin --local-dir here --stall-timeout 4";
    let output = in_small_pieces(&sandbox, words).run().success();
    assert!(sandbox.read("here/weights.bin") == content);
    assert!(
        output.stderr.contains("Xet transferred no data for 12 s; 'weights.bin' goes on over plain HTTP"),
        "{output}"
    );
    let plain: u64 = seen(&sandbox, Origin::Content).iter().map(|seen| seen.sent).sum();
    assert!(plain > 0 && plain < content.len() as u64 - (1 << 20), "{plain} bytes over plain HTTP");
}

#[test]
fn a_variable_switches_it_off() {
    let (sandbox, content) = arrange();
    sandbox.command("download ada/model --local-dir here").env("HF_HUB_DISABLE_XET", "1").run().success();
    assert!(sandbox.read("here/a.bin") == content);
    assert_eq!((tokens_asked_for(&sandbox), seen(&sandbox, Origin::Xet).len()), (0, 0));
}

#[test]
fn who_is_not_let_in_is_told_so() {
    let (sandbox, _) = arrange();
    sandbox.hub().fault(Fault::new("GET", "*/xet-read-token/*", Effect::status(403)));
    let output = sandbox.hf("download ada/model a.bin");
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(seen(&sandbox, Origin::Content).is_empty());
}

#[test]
fn a_limited_rate_is_kept_over_plain_http() {
    let (sandbox, content) = arrange();
    sandbox.hf("download ada/model --local-dir here --limit-rate 1G").success();
    assert!(sandbox.read("here/a.bin") == content);
    assert_eq!((tokens_asked_for(&sandbox), seen(&sandbox, Origin::Xet).len()), (0, 0));
}
