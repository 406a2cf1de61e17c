//! `hf cache`: what is on this machine.

pub mod add;

use anyhow::Result;

use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Cache {
    Add(add::Add),
}

impl Cache {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match self {
            Self::Add(command) => command.run(cx).await,
        }
    }

    /// Whether the command asks the Hub.
    pub fn waits(&self) -> bool {
        match self {
            Self::Add(_) => true,
        }
    }
}
