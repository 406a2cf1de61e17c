//! `hf buckets cp`, which is `hf cp` for buckets.

use anyhow::Result;

use crate::args::copy::Holder;
use crate::commands::cp::Copying;
use crate::context::Context;

/// Copy a file to or from a bucket, or files into a bucket
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf buckets cp hf://buckets/ada/data/config.json .
  $ hf buckets cp weights.bin hf://buckets/ada/data/models/
  $ hf buckets cp hf://buckets/ada/data/logs/ hf://buckets/my-org/archive/
  $ hf buckets cp hf://datasets/ada/planets hf://buckets/ada/data/planets")]
pub struct Cp {
    #[command(flatten)]
    copying: Copying,
}

impl Cp {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.copying.carry_out(cx, Holder::Bucket).await
    }
}
