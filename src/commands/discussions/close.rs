//! `hf discussions close`.

use anyhow::Result;

use super::status::StatusArgs;
use crate::context::Context;

/// Close a discussion or pull request
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions close username/my-model 2
  $ hf discussions close username/my-model 2 --comment 'Solved in v2' --yes")]
pub struct Close {
    #[command(flatten)]
    args: StatusArgs,
}

impl Close {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.set(cx, "closed", ("Close", "Closed")).await
    }
}
