//! `hf discussions reopen`.

use anyhow::Result;

use super::status::StatusArgs;
use crate::context::Context;

/// Reopen a discussion or pull request
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions reopen username/my-model 2
  $ hf discussions reopen username/my-model 2 --comment 'It is back' --yes")]
pub struct Reopen {
    #[command(flatten)]
    args: StatusArgs,
}

impl Reopen {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.set(cx, "open", ("Reopen", "Reopened")).await
    }
}
