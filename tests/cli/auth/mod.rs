//! `hf auth`.

use std::fs;

use crate::sandbox::Sandbox;

mod browser;
mod encodings;
#[cfg(feature = "keyring")]
mod keyring;
mod list;
mod login;
mod logout;
mod refused;
mod renewal;
mod secrecy;
mod status;
mod switch;
mod token;
mod trusted;
mod turns;
mod whoami;

/// Two stored tokens of ada's; the first is the active one.
const STORED: &str = "[laptop]\nhf_token = hf_demo_ada_write\n\n[reader]\nhf_token = hf_demo_ada_read\n\n";

/// A sandbox that is logged in through files.
fn logged_in() -> Sandbox {
    let sandbox = Sandbox::empty();
    fs::write(sandbox.hf_home().join("stored_tokens"), STORED).unwrap();
    fs::write(sandbox.hf_home().join("token"), crate::sandbox::ADA).unwrap();
    sandbox
}

/// A file in `HF_HOME`; nothing if it is not there.
fn file(sandbox: &Sandbox, name: &str) -> Option<String> {
    fs::read_to_string(sandbox.hf_home().join(name)).ok()
}

/// Gives git a helper that keeps passwords in `~/.git-credentials`.
fn with_git_helper(sandbox: &Sandbox) {
    fs::write(sandbox.home().join(".gitconfig"), "[credential]\n\thelper = store\n").unwrap();
}

/// What git's helper keeps.
fn git_credentials(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.home().join(".git-credentials")).unwrap_or_default()
}

/// A folder for `PATH` with a git that has a helper and ends like this when it is asked for more.
fn failing_git(sandbox: &Sandbox) -> String {
    use std::os::unix::fs::PermissionsExt;
    let git = sandbox.home().join("git");
    fs::write(
        &git,
        "#!/bin/sh\ntest \"$1\" = config && echo credential.helper=store && exit\ncat >/dev/null\nexit 128\n",
    )
    .unwrap();
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", sandbox.home().display())
}
