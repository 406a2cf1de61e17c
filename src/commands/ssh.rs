//! Logging in to a container of the Hub with the machine's own ssh. Which containers there are, their groups know.

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::base::shell;
use crate::context::Context;
use crate::ids::ssh::SshAddress;

/// How ssh is called.
#[derive(clap::Args)]
pub struct SshArgs {
    /// Private key to log in with
    #[arg(short, long, value_name = "FILE")]
    identity_file: Option<PathBuf>,
    /// Print the ssh command without running it
    #[arg(long)]
    dry_run: bool,
}

impl SshArgs {
    /// Becomes ssh, whose status is that of this program. Returns only for a dry run.
    ///
    /// # Errors
    /// There is no ssh.
    pub(super) fn connect(&self, cx: &Context, address: &SshAddress) -> Result<()> {
        let mut words = vec!["ssh".to_owned()];
        if let Some(file) = &self.identity_file {
            words.extend(["-i".to_owned(), file.display().to_string()]);
        }
        if let Some(port) = address.port {
            words.extend(["-p".to_owned(), port.to_string()]);
        }
        words.push(address.target.clone());
        let line = shell::command_line(&words);
        if self.dry_run {
            return Ok(cx.out.line(&line)?);
        }
        cx.out.log(&format!("Running `{line}`"));
        let error = Command::new(&words[0]).args(&words[1..]).exec();
        Err(error).context("cannot run ssh: is OpenSSH installed?")
    }
}
