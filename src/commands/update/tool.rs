//! Another program that does the work. What it prints is talk, not a result.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// The status of a program that was run to its end; one that a signal ended counts as failed.
pub(super) fn run(program: &Path, arguments: &[&str]) -> io::Result<u8> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::from(io::stderr()));
    Ok(command.status()?.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}
