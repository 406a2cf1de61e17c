//! The command tree: one folder a group, one file a verb. Verbs parse nothing and print through `Out` alone.

pub mod download;
pub mod env;
pub mod version;

use anyhow::Result;

use crate::context::Context;

/// The top level, in the order of the help page.
#[derive(clap::Subcommand)]
pub enum Command {
    Download(Box<download::Download>),
    Env(env::Env),
    Version(version::Version),
}

impl Command {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match self {
            Self::Download(command) => command.run(cx).await,
            Self::Env(command) => command.run(cx).await,
            Self::Version(command) => command.run(cx).await,
        }
    }

    /// Whether the command may wait for something, and needs a runtime for it.
    pub fn waits(&self, _cx: &Context) -> bool {
        match self {
            Self::Download(_) => true,
            Self::Env(_) | Self::Version(_) => false,
        }
    }
}
