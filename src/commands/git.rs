//! The user's git, run on a clone or to make one. Tokens are never among its arguments.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Error, Result};

/// git in one folder.
pub(super) struct Git {
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
}

impl Git {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), variables: Vec::new() }
    }

    /// The same with a variable of its environment.
    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.variables.push((name, value));
        self
    }

    /// What it prints.
    ///
    /// # Errors
    /// There is no git, or it fails; its own words are the cause.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = self.command(arguments).stdin(Stdio::null()).output().context("cannot run git")?;
        succeeded(arguments, output)
    }

    /// The same, where it reads something.
    ///
    /// # Errors
    /// As [`Git::ask`].
    pub(super) fn tell(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("cannot run git")?;
        let mut stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // It prints while it reads: nobody may wait for the other.
            scope.spawn(move || stdin.as_mut().map_or(Ok(()), |stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        succeeded(arguments, output.context("cannot run git")?)
    }

    /// Runs it for people to see: what it says goes where messages go.
    ///
    /// # Errors
    /// As [`Git::ask`].
    pub(super) fn show(&self, arguments: &[&str]) -> Result<()> {
        let mut command = self.command(arguments);
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().context("cannot run git")?;
        match status.success() {
            true => Ok(()),
            false => Err(Error::msg(format!("`git {}` failed ({status})", verb(arguments)))),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        // A clone from elsewhere may name a program to be run for every look at its files.
        command.args(["-c", "core.fsmonitor=false"]).args(arguments).current_dir(&self.folder);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn succeeded(arguments: &[&str], output: Output) -> Result<Vec<u8>> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let cause = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::msg(cause).context(format!("`git {}` failed", verb(arguments))))
}

/// The word that says what it does.
fn verb<'a>(arguments: &[&'a str]) -> &'a str {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "-c" => drop(words.next()),
            word => return word,
        }
    }
    ""
}
