//! One command against a demo Hub of its own, and the home folder it runs in, which can be looked at until the next run.

use std::env::{join_paths, split_paths};
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::iter::once;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use super::{Hub, Options};

/// Where a command runs and what it finds.
pub struct Place<'a> {
    /// The home folders are made here.
    pub homes: &'a Path,
    /// A folder that goes before the `PATH`.
    pub programs: &'a Path,
}

/// Runs the command against a new demo Hub and reports to standard error what was done. Returns its exit status.
#[allow(clippy::print_stderr, reason = "standard output belongs to the command")]
pub fn run(command: &[OsString], place: &Place<'_>) -> io::Result<u8> {
    let home = Home::take(place.homes)?;
    let hub = super::start(Options { traced: false, ..Options::default() })?;
    let words: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
    eprintln!("Started a Hub with demo repos at {}, HF_HOME is {}\n$ {}", hub.endpoint(), home.show(), words.join(" "));
    let status = start(command, place, &hub, &home);
    stop(hub);
    let status = status.map_err(|error| io::Error::new(error.kind(), format!("cannot run '{}': {error}", words[0])))?;
    eprintln!("Stopped the Hub; {} is kept until the next run", home.show());
    Ok(code(status))
}

/// Stops a Hub that no test looks at: what it could not answer is reported and fails nothing.
#[allow(clippy::print_stderr, reason = "it is for people")]
pub fn stop(hub: Hub) {
    for complaint in hub.take_complaints() {
        eprintln!("local Hub: {complaint}");
    }
    drop(hub);
}

fn start(command: &[OsString], place: &Place<'_>, hub: &Hub, home: &Home) -> io::Result<ExitStatus> {
    let mut child = Command::new(&command[0]);
    child.args(&command[1..]);
    without(&mut child, &["HF_", "HUGGINGFACE_", "HUGGING_FACE_"]);
    without(&mut child, &OF_CARGO_RUN);
    #[allow(clippy::disallowed_methods, reason = "it is read for the command, not for the product")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = once(place.programs.to_owned()).chain(split_paths(&path));
    child.env("PATH", join_paths(all).map_err(io::Error::other)?);
    child.env("HF_INFERENCE_ENDPOINTS_ENDPOINT", format!("{}/_endpoints/v2", hub.endpoint()));
    child.env("HF_INFERENCE_CATALOG_ENDPOINT", format!("{}/_catalog", hub.endpoint()));
    child.env("HF_ENDPOINT", hub.endpoint()).env("HF_HOME", &home.folder).env("HF_TOKEN", "hf_demo_ada_write").status()
}

/// How variables begin that `cargo run` sets. A Cargo that is run with them takes dependencies whose build scripts look
/// at them for changed, and builds them again.
pub const OF_CARGO_RUN: [&str; 2] = ["CARGO_MANIFEST_", "CARGO_PKG_"];

/// Keeps variables that begin like this from a command.
pub fn without(command: &mut Command, prefixes: &[&str]) {
    #[allow(clippy::disallowed_methods, reason = "the command keeps all others")]
    for (name, _) in std::env::vars_os() {
        if prefixes.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
}

/// The status a shell would give: 128 and the signal's number for a command that a signal ended.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let signal = None;
    status.code().or(signal).map_or(1, |code| code as u8)
}

/// A home folder that no other run uses.
pub struct Home {
    pub folder: PathBuf,
    /// Held while the run lasts.
    _lock: File,
}

impl Home {
    /// Empties the first home folder that is not in use, or makes another.
    pub fn take(homes: &Path) -> io::Result<Self> {
        fs::create_dir_all(homes)?;
        let mut number = 1;
        loop {
            let folder = homes.join(number.to_string());
            let lock = File::create(folder.with_extension("lock"))?;
            match lock.try_lock() {
                Err(TryLockError::WouldBlock) => number += 1,
                Err(TryLockError::Error(error)) => return Err(error),
                Ok(()) => {
                    if folder.exists() {
                        fs::remove_dir_all(&folder)?;
                    }
                    fs::create_dir(&folder)?;
                    return Ok(Self { folder, _lock: lock });
                }
            }
        }
    }

    fn show(&self) -> std::path::Display<'_> {
        self.folder.display()
    }
}
