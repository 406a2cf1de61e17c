//! Programs that not every machine has. A test that uses one asks for it here first and returns where it is missing;
//! the first test to ask reports that. README.md lists them all.

use std::env::split_paths;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::download::disks;
use crate::interop::python;
use crate::refused_calls;
use crate::run::search_path;

/// Once this is set, only the tools it names may be missing: the tests of any other fail. Names are separated by
/// spaces.
const MAY_SKIP: &str = "HF_TEST_MAY_SKIP";

/// A command that succeeds where the programs can do what the tests ask of them.
type Trial = fn() -> Command;

/// Something that tests use if this machine has it.
pub struct Tool {
    /// As in `HF_TEST_MAY_SKIP`.
    pub name: &'static str,
    /// What has to be on the `PATH`.
    pub programs: &'static [&'static str],
    /// What else it takes, as a part of a sentence.
    pub besides: Option<&'static str>,
    trial: Option<Trial>,
    /// Why it cannot be used, once that is known.
    missing: OnceLock<Option<String>>,
}

pub static GIT: Tool = Tool::new("git", &["git"]);
pub static GIT_LFS: Tool = Tool::new("git-lfs", &["git", "git-lfs"]);
pub static BASH: Tool = Tool::new("bash", &["bash"]);
pub static DUCKDB: Tool = Tool::new("duckdb", &["duckdb"]);
pub static KEYRING: Tool = Tool::new("keyring", &["dbus-daemon", "dbus-send", "gnome-keyring-daemon"]);
pub static PYTHON: Tool =
    Tool::tried("python", &["python3"], "the packages of `tests/interop/requirements.txt`", python::has_client);
pub static DISKS: Tool = Tool::tried("disks", &["unshare", "mount"], "the right to mount", disks::mounts);
pub static STRACE: Tool = Tool::tried("strace", &["strace"], "the right to trace", refused_calls::trace);

pub static ALL: [&Tool; 8] = [&GIT, &GIT_LFS, &BASH, &DUCKDB, &KEYRING, &PYTHON, &DISKS, &STRACE];

impl Tool {
    const fn new(name: &'static str, programs: &'static [&'static str]) -> Self {
        Self { name, programs, besides: None, trial: None, missing: OnceLock::new() }
    }

    const fn tried(name: &'static str, programs: &'static [&'static str], besides: &'static str, trial: Trial) -> Self {
        Self { name, programs, besides: Some(besides), trial: Some(trial), missing: OnceLock::new() }
    }

    /// Whether this machine has it. Fails the test if not and `HF_TEST_MAY_SKIP` does not allow that.
    #[track_caller]
    pub fn is_here(&self) -> bool {
        let missing = self.missing.get_or_init(|| {
            let reason = self.look().err()?;
            if self.may_be_missing() {
                let line = format!("\nNOT RUN: tests that use {}, because {reason}\n", self.name);
                // Not by a macro, whose output a test that passes keeps to itself.
                drop(std::io::stderr().write_all(line.as_bytes()));
            }
            Some(reason)
        });
        if let Some(reason) = missing {
            assert!(self.may_be_missing(), "{MAY_SKIP} does not name {}, but {reason}", self.name);
        }
        missing.is_none()
    }

    fn look(&self) -> Result<(), String> {
        let folders: Vec<_> = split_paths(&search_path()).collect();
        let is_found = |program: &&str| folders.iter().any(|folder| folder.join(program).is_file());
        if let Some(program) = self.programs.iter().find(|program| !is_found(program)) {
            return Err(format!("{program} is not on the PATH"));
        }
        let Some(trial) = self.trial else { return Ok(()) };
        let mut trial = trial();
        // As in a sandbox: nothing of the user who runs the tests.
        trial.env_clear().env("PATH", search_path()).env("HOME", "/nonexistent").stdin(Stdio::null());
        let output = trial.output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        if output.status.success() { Ok(()) } else { Err(format!("a try failed: {last}")) }
    }

    fn may_be_missing(&self) -> bool {
        #[allow(clippy::disallowed_methods, reason = "it is set for the tests, not for the product")]
        let named = std::env::var(MAY_SKIP);
        named.map_or(true, |names| names.split_whitespace().any(|name| name == self.name))
    }
}
