//! `hf extensions exec`, which is also what `hf NAME` becomes.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::installed::Store;
use crate::context::Context;
use crate::ids::extension::ExtensionName;

/// Run an installed extension
///
/// The same as `hf NAME`. All words after the name are passed to the extension, which takes the place of this process:
/// it has the same input, output and environment, and its exit status is that of the command.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf extensions exec claude
  $ hf extensions exec claude --model zai-org/GLM-5")]
pub struct Exec {
    /// Extension to run
    name: ExtensionName,
    /// Words for the extension
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    arguments: Vec<OsString>,
}

impl Exec {
    /// Becomes the extension. Returns only if it cannot be run.
    pub fn run(self, cx: &Context) -> Result<()> {
        let store = Store::of(cx);
        let program = store.program(&store.find(&self.name)?)?;
        let error = Command::new(&program).args(&self.arguments).exec();
        let error = if is_plain_script(&error) {
            // A script that does not say what reads it is for the shell.
            Command::new("sh").arg(&program).args(&self.arguments).exec()
        } else {
            error
        };
        Err(error).with_context(|| format!("cannot run '{}'", program.display()))
    }
}

fn is_plain_script(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::NOEXEC.raw_os_error())
}
