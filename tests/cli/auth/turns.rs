//! Who writes stored tokens has the turn that renewals take: a refresh token that a renewal has used up meanwhile is not
//! written back.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;

use hf::base::fs::FileLock;
use rustix::fs::OFlags;

use super::logged_in;
use crate::sandbox::{ADA_FINE, Sandbox};
use crate::wait::until;

/// A pipe that the command is held at when it reads this file of `HF_HOME`.
struct Gate(std::path::PathBuf);

impl Gate {
    fn at(sandbox: &Sandbox, name: &str) -> Self {
        let path = sandbox.hf_home().join(name);
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
        let renewal = FileLock::try_acquire(&sandbox.hf_home().join("stored_tokens.lock")).unwrap();
        assert!(renewal.is_none(), "hf {words}");
        drop(held);
        command.wait().success();
    }
}
