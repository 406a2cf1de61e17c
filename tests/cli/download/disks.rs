//! Disks that take no more, nothing at all, or not this name. Some tests make a disk of their own, where that is allowed.

use std::fs;
use std::process::Command;

use sha2::{Digest, Sha256};
use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::seed::noise;
use crate::optional::DISKS;
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::traffic::content;

/// Makes a disk where nobody else sees it.
pub fn mounts() -> Command {
    let mut command = Command::new("unshare");
    command.args(APART).arg("mount -t tmpfs none .");
    command
}

/// Runs a script of the shell, with the program as its first word, where mounts can be made that nobody else sees.
/// `None` where that is not allowed.
#[track_caller]
fn apart(sandbox: &Sandbox, script: &str) -> Option<Output> {
    let run = || APART.iter().fold(sandbox.program("unshare", ""), |run, word| run.argument(*word));
    DISKS.is_here().then(|| run().argument(script).argument("sh").argument(env!("CARGO_BIN_EXE_hf")).run())
}

/// Options of `unshare` before a script.
const APART: [&str; 4] = ["--mount", "--map-root-user", "sh", "-euc"];
const READ_ONLY: &str = "mount --bind \"$HF_HOME\" \"$HF_HOME\"; mount -o remount,ro,bind \"$HF_HOME\"; ";

#[test]
fn a_read_only_cache_that_has_everything_is_used() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    let first = sandbox.hf("download ada/model --quiet").success();
    for words in ["download ada/model --quiet", "download ada/model a.txt --quiet"] {
        let Some(output) = apart(&sandbox, &format!("{READ_ONLY} \"$1\" {words}")) else { return };
        assert!(output.clone().success().stdout.starts_with(first.stdout.trim()), "{output}");
        assert_eq!(output.stderr, "");
    }
}

#[test]
fn a_read_only_cache_whose_branch_has_moved_is_used_for_the_commit() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model").success();
    let refs = cached(&sandbox, "models--ada--model").join("refs/main");
    fs::write(&refs, "0".repeat(40)).unwrap();
    let Some(output) = apart(&sandbox, &format!("{READ_ONLY} \"$1\" download ada/model")) else { return };
    assert!(output.clone().success().stderr.contains("going on without"), "{output}");
    assert_eq!(fs::read_to_string(refs).unwrap(), "0".repeat(40));
}

#[test]
fn a_read_only_cache_that_lacks_something_is_status_8() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    sandbox.hf("download ada/model a.txt").success();
    let Some(output) = apart(&sandbox, &format!("{READ_ONLY} \"$1\" download ada/model b.bin --progress none")) else {
        return;
    };
    assert_data_eq!(
        output,
        str![[r#"
status: 8
--- stdout ---
--- stderr ---
Error: cannot lock '[HF_HOME]/hub/.locks/models--ada--model/[..].lock'
Cause: Read-only file system (os error 30)
Hint: check the permissions, or use another folder

"#]]
    );
    assert_whole(&sandbox);
}

#[test]
fn a_disk_that_fills_up_is_status_8_and_keeps_what_is_written() {
    let weights = noise(1_000_003).repeat(20);
    let size = weights.len() as u64;
    let sandbox = with_model(&[("weights.bin", &weights)]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Slow(8_000_000)));
    // The ballast takes what is free once parts of the file are there.
    let script = r#"
        mount -t tmpfs -o size=24m none "$HF_HOME"
        "$1" download ada/model weights.bin --progress none & download=$!
        until tail -qn 1 "$HF_HOME"/hub/models--ada--model/blobs/*.parts.incomplete 2>/dev/null | grep -q 1; do
            kill -0 $download
        done
        head -c 30m /dev/zero > "$HF_HOME/ballast" 2>/dev/null || true
        status=0; wait $download || status=$?
        echo "full: $status"
        rm "$HF_HOME/ballast"
        status=0; "$1" download ada/model weights.bin --progress none --quiet > path || status=$?
        echo "again: $status"; sha256sum < "$(cat path)" ; find "$HF_HOME" -name '*.incomplete'"#;
    let Some(output) = apart(&sandbox, script) else { return };
    let sum = hex(&Sha256::digest(&weights));
    assert_eq!(output.stdout, format!("full: 8\nagain: 0\n{sum}  -\n"), "{output}");
    assert!(output.stderr.contains("No space left on device"), "{output}");
    assert!(output.stderr.contains("Hint: free up space, or use a folder on another disk"), "{output}");
    let sent: u64 = content(sandbox.hub()).iter().map(|seen| seen.sent).sum();
    assert!(sent < size + size / 2, "{sent} of {size} bytes");
}

#[test]
fn a_name_that_the_disk_cannot_hold_is_told_before_the_first_byte() {
    let long = "x".repeat(256);
    let sandbox = with_model(&[("a.txt", b"a"), (&format!("sub/{long}"), b"b")]);
    for place in ["", "--local-dir here", "--local-dir here --link-mode auto"] {
        let output = sandbox.hf(&format!("download ada/model {place}"));
        assert_eq!((output.code(), output.stdout.as_str()), (Some(8), ""), "{output}");
        assert!(output.stderr.contains("its name is too long"), "{output}");
        assert!(output.stderr.contains("Hint: name the files you want, or skip one with --exclude"), "{output}");
    }
    assert_eq!(content(sandbox.hub()).len(), 0);
    assert!(!sandbox.work().join("here").exists());
    sandbox.hf("download ada/model --exclude 'sub/*'").success();
    assert_whole(&sandbox);
}

#[test]
fn a_name_that_a_folder_just_holds_is_no_trouble() {
    let long = "x".repeat(246);
    let sandbox = with_model(&[(&long, b"content")]);
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(sandbox.read(&format!("here/{long}")), b"content");
    sandbox.hf("download ada/model").success();
    assert_eq!(files(&sandbox.temporary()), [""; 0]);
    assert_whole(&sandbox);
}
