//! Who writes stored tokens has the turn that renewals take: a refresh token that a renewal has used up meanwhile is not
//! written back, and who has logged out stays so.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;

use hf::base::fs::{Fence, FileLock};
use rustix::fs::OFlags;

use super::{file, logged_in};
use crate::sandbox::{ADA_FINE, Sandbox};
use crate::wait::until;

/// A pipe that the command is held at when it reads this file of `HF_HOME`.
struct Gate(std::path::PathBuf);

impl Gate {
    /// In place of the file or of an earlier pipe.
    fn at(sandbox: &Sandbox, name: &str) -> Self {
        let path = sandbox.hf_home().join(name);
        drop(fs::remove_file(&path));
        sandbox.program("mkfifo", "").argument(&path).run().success();
        Self(path)
    }

    /// Waits for the command. It goes on when what this gives is dropped.
    fn reached(&self) -> std::fs::File {
        let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap();
        let mut entered = None;
        until("the command reads the file", || {
            entered = OpenOptions::new().write(true).custom_flags(flags).open(&self.0).ok();
            entered.is_some()
        });
        entered.unwrap()
    }
}

#[test]
fn nothing_is_renewed_while_stored_tokens_are_rewritten() {
    for words in [
        "auth login --token-stdin",
        "auth logout",
        "auth logout --token-name reader",
        "auth switch --token-name reader",
        "auth move --to file",
        "logout",
    ] {
        let sandbox = logged_in();
        // What is in the keyring is read when the stored tokens are read already, and nothing is written yet.
        let gate = Gate::at(&sandbox, "keyring_tokens");
        let command = sandbox.command(words).no_token().stdin(ADA_FINE).spawn();
        let held = gate.reached();
        let renewal =
            FileLock::try_acquire(&Fence::new(sandbox.hf_home()), &sandbox.hf_home().join("stored_tokens.lock"))
                .unwrap();
        assert!(renewal.is_none(), "hf {words}");
        drop(held);
        command.wait().success();
    }
}

/// A sandbox that ada logged in to with the browser; her token has ended. What is stored is not there yet.
fn browsers() -> (Sandbox, String) {
    let sandbox = Sandbox::demo();
    let token = sandbox.hub().world().grant("ada").token;
    fs::write(sandbox.hf_home().join("token"), &token).unwrap();
    let stored = format!("[web]\nhf_token = {token}\nrefresh_token = hfr_secret_ada_1\nexpires_at = 1\n");
    (sandbox, stored)
}

#[test]
fn a_renewal_whose_token_is_forgotten_before_its_turn_stores_nothing() {
    let (sandbox, stored) = browsers();
    let turn =
        FileLock::try_acquire(&Fence::new(sandbox.hf_home()), &sandbox.hf_home().join("stored_tokens.lock")).unwrap();
    let gate = Gate::at(&sandbox, "stored_tokens");
    let download = sandbox.command("download ada/private-bert").no_token().spawn();
    let mut held = gate.reached();
    held.write_all(stored.as_bytes()).unwrap();
    for name in ["token", "stored_tokens"] {
        fs::remove_file(sandbox.hf_home().join(name)).unwrap();
    }
    drop((held, turn));
    download.wait().success();
    assert_eq!((file(&sandbox, "token"), file(&sandbox, "stored_tokens")), (None, None));
    assert!(!sandbox.hub().requests().iter().any(|line| line.starts_with("POST /oauth/token")));
}

#[test]
fn a_renewed_token_that_cannot_be_stored_is_used_in_this_run() {
    let (sandbox, stored) = browsers();
    let mut gate = Gate::at(&sandbox, "stored_tokens");
    let download = sandbox.command("download ada/private-bert").no_token().spawn();
    // It is read when the token is looked for, when it is the command's turn, and when the new one is to be stored.
    for _ in 0..2 {
        let mut held = gate.reached();
        gate = Gate::at(&sandbox, "stored_tokens");
        held.write_all(stored.as_bytes()).unwrap();
    }
    let mut held = gate.reached();
    fs::remove_file(&gate.0).unwrap();
    fs::create_dir(&gate.0).unwrap();
    held.write_all(stored.as_bytes()).unwrap();
    drop(held);
    let output = download.wait().success();
    let told =
        "Warning: the token 'web' in '[HF_HOME]/token' was renewed for this run only, because it could not be stored";
    assert!(output.stderr.contains(told), "{output}");
    for seen in sandbox.hub().trace().iter().filter(|seen| seen.path.starts_with("/api/models")) {
        assert_eq!(seen.header("authorization"), Some("Bearer hf_oauth_ada_2"));
    }
}

#[test]
fn a_folder_that_holds_no_files_is_told_as_any_trouble_with_the_disk() {
    let sandbox = Sandbox::empty();
    let place = sandbox.write("file", "");
    let login = sandbox.command("auth login --token-stdin").no_token().env("HF_HOME", &place);
    let output = login.stdin(ADA_FINE).run();
    assert_eq!(output.code(), Some(8), "{output}");
    assert!(output.stderr.starts_with("Error: cannot lock '[CWD]/file/stored_tokens.lock'\n"), "{output}");
}
