//! `hf repos`: repos as a whole.

pub mod create;
mod space_machine;

use anyhow::Result;

use crate::context::Context;

#[derive(clap::Subcommand)]
pub enum Repos {
    Create(Box<create::Create>),
}

impl Repos {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match self {
            Self::Create(command) => command.run(cx).await,
        }
    }
}
