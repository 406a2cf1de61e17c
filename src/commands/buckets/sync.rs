//! `hf buckets sync`, which is `hf sync`.

use anyhow::Result;

use crate::commands::sync::Syncing;
use crate::context::Context;

/// Sync a local folder with a bucket, in one direction
///
/// Files are compared by size and time. --delete takes effect only after all transfers have succeeded.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf buckets sync ./data hf://buckets/ada/data
  $ hf buckets sync hf://buckets/ada/data/logs ./logs --include '*.log'
  $ hf buckets sync ./data hf://buckets/ada/data --delete --plan plan.jsonl
  $ hf buckets sync --apply plan.jsonl")]
pub struct Sync {
    #[command(flatten)]
    syncing: Syncing,
}

impl Sync {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.syncing.carry_out(cx).await
    }
}
