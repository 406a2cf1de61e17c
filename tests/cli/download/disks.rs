//! Disks that take no more, nothing at all, or not this name. A disk of its own for a test needs namespaces: where a user
//! may not make them these tests fail, unless a variable says that it is meant to be so.

use std::fs;
use std::io::Write;

use sha2::{Digest, Sha256};
use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::seed::noise;
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::traffic::content;

/// Set to 1, tests whose disks cannot be made are left out.
const WITHOUT_VARIABLE: &str = "HF_TEST_WITHOUT_NAMESPACES";

/// Runs a script of the shell, with the program as its first word, where mounts can be made that nobody else sees.
/// `None` where that is not allowed and need not be.
#[track_caller]
fn apart(sandbox: &Sandbox, script: &str) -> Option<Output> {
    let unshare = |script: &str| {
        let run = sandbox.program("unshare", "--mount --map-root-user sh -euc").argument(script);
        run.argument("sh").argument(env!("CARGO_BIN_EXE_hf")).run()
    };
    let trial = unshare("mount -t tmpfs none \"$TMPDIR\"");
    if trial.code() == Some(0) {
        return Some(unshare(script));
    }
    #[allow(clippy::disallowed_methods, reason = "it is set for the test, not for the product")]
    let may_be_left_out = std::env::var_os(WITHOUT_VARIABLE).is_some_and(|value| value == "1");
    assert!(may_be_left_out, "no disk can be made for this test; {WITHOUT_VARIABLE}=1 leaves it out\n{trial}");
    let line = format!("\nNOT RUN: a test with a disk of its own, because of {WITHOUT_VARIABLE}\n");
    // Not by a macro, whose output a test that passes keeps to itself.
    drop(std::io::stderr().write_all(line.as_bytes()));
    None
}

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
Hint: see who may write there, or name another folder

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
    assert!(output.stderr.contains("Hint: make room, or name a folder on another disk"), "{output}");
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
        assert!(output.stderr.contains("Hint: name the files you want, or leave one out with --exclude"), "{output}");
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
