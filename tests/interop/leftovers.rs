//! What a killed run of one client leaves behind, and what the other makes of it.

use std::fs;

use super::python::python;
use crate::disk::{assert_whole, unfinished};
use crate::download::with_model;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::run::Run;
use crate::sandbox::Sandbox;
use crate::traffic::content;
use crate::wait::until;

const BLOCK: u64 = 1 << 20;

/// A model with a file that we fetch in parts, and a small one.
fn arrange() -> Sandbox {
    with_model(&[("weights.bin", &noise(1_000_003).repeat(12)), ("small.bin", &noise(300_000))])
}

/// Kills a download when so much of each file has come that some of it is on the disk.
fn kill(sandbox: &Sandbox, run: Run<'_>) {
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Stall(BLOCK + 5000)));
    let child = run.spawn();
    let is_stalled = || content(sandbox.hub()).iter().any(|seen| seen.sent > BLOCK);
    until("content is on the disk", || is_stalled() && !unfinished(sandbox).is_empty());
    child.signal("KILL");
    child.wait();
    sandbox.hub().clear_faults();
    assert!(!unfinished(sandbox).is_empty());
}

fn journals(sandbox: &Sandbox) -> usize {
    unfinished(sandbox).iter().filter(|path| path.ends_with(".parts.incomplete")).count()
}

#[test]
fn a_partial_of_ours_is_nothing_to_python_and_stays_for_us() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    kill(&sandbox, sandbox.command("download ada/model weights.bin"));
    assert_eq!(journals(&sandbox), 1);
    let code = "path = hub.snapshot_download('ada/model')\nshow([os.path.getsize(path + '/weights.bin'), len(hub.scan_cache_dir().warnings)])";
    let output = python.script(&sandbox, code).run().success();
    assert_eq!(output.json(), serde_json::json!([12_000_036, 0]));
    sandbox.hf("download ada/model").success();
    assert_whole(&sandbox);
}

#[test]
fn pythons_prune_takes_a_partial_of_ours_with_its_journal() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    sandbox.hf("download ada/model small.bin").success();
    kill(&sandbox, sandbox.command("download ada/model weights.bin"));
    python.hf(&sandbox, "cache prune --yes").run().success();
    assert_eq!(unfinished(&sandbox), [""; 0]);
    sandbox.hf("download ada/model").success();
    assert_whole(&sandbox);
}

#[test]
fn a_partial_of_ours_in_a_folder_is_nothing_to_python() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    kill(&sandbox, sandbox.command("download ada/model weights.bin --local-dir here"));
    assert_eq!(journals(&sandbox), 1);
    let code = "show(os.path.getsize(hub.hf_hub_download('ada/model', 'weights.bin', local_dir='here')))";
    assert_eq!(python.script(&sandbox, code).run().success().stdout, "12000036\n");
    sandbox.hf("download ada/model --local-dir here").success();
    assert_whole(&sandbox);
}

#[test]
fn a_partial_of_pythons_is_cleared_when_we_have_the_content() {
    let Some(python) = python() else { return };
    for code in [
        "hub.hf_hub_download('ada/model', 'weights.bin')",
        "hub.hf_hub_download('ada/model', 'weights.bin', local_dir='here')",
    ] {
        let sandbox = arrange();
        kill(&sandbox, python.script(&sandbox, code));
        let words = if code.contains("here") { "--local-dir here" } else { "" };
        sandbox.hf(&format!("download ada/model {words}")).success();
        assert_whole(&sandbox);
    }
}

#[test]
fn a_lock_of_a_killed_python_holds_nobody_up() {
    let Some(python) = python() else { return };
    let sandbox = arrange();
    kill(&sandbox, python.script(&sandbox, "hub.hf_hub_download('ada/model', 'weights.bin')"));
    let locks = sandbox.hf_home().join("hub/.locks/models--ada--model");
    assert!(fs::read_dir(locks).unwrap().next().is_some());
    let output = sandbox.hf("download ada/model weights.bin --progress none").success();
    assert_eq!(output.stderr, "");
}
