//! `hf repo`, which is `hf repos` now.

pub mod create;

use anyhow::Result;

use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum OldRepo {
    Create(Box<create::OldCreate>),
}

impl OldRepo {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match self {
            Self::Create(command) => command.run(cx).await,
        }
    }
}
