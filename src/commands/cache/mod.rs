//! `hf cache`: what is on this machine.

pub mod add;
mod announce;
pub mod delete;
pub mod du;
pub mod export;
pub mod import;
pub mod list;
pub mod prune;
pub mod rm;
pub mod verify;

use anyhow::Result;

use super::legacy::scan_cache;
use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Cache {
    Add(add::Add),
    Delete(delete::Delete),
    Du(du::DiskUsage),
    Export(export::Export),
    Import(import::Import),
    #[command(visible_alias = "ls")]
    List(list::List),
    Prune(prune::Prune),
    Rm(rm::Remove),
    Verify(verify::Verify),
    #[command(hide = true)]
    Scan(scan_cache::ScanCache),
}

impl Cache {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match self {
            Self::Add(command) => command.run(cx).await,
            Self::Delete(command) => command.run(cx).await,
            Self::Du(command) => command.run(cx).await,
            Self::Export(command) => command.run(cx).await,
            Self::Import(command) => command.run(cx).await,
            Self::List(command) => command.run(cx).await,
            Self::Prune(command) => command.run(cx).await,
            Self::Rm(command) => command.run(cx).await,
            Self::Verify(command) => command.run(cx).await,
            Self::Scan(command) => command.run(cx).await,
        }
    }

    /// Whether the command asks the Hub, or works in a thread of its own.
    pub fn waits(&self) -> bool {
        match self {
            Self::Add(_) | Self::Delete(_) | Self::Export(_) | Self::Import(_) => true,
            Self::Du(_) | Self::List(_) | Self::Prune(_) | Self::Rm(_) | Self::Scan(_) => false,
            Self::Verify(command) => command.waits(),
        }
    }

    /// Whether the command, cut off, goes on where it was when it is run again.
    pub fn goes_on_when_repeated(&self) -> bool {
        matches!(self, Self::Import(_))
    }
}
