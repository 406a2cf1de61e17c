//! `hf repos cp`, which is `hf cp` for repos.

use anyhow::Result;

use crate::args::copy::Holder;
use crate::commands::cp::Copying;
use crate::context::Context;

/// Copy a file to or from a repo, or files between repos
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos cp hf://ada/tiny-bert/config.json .
  $ hf repos cp weights.bin hf://ada/tiny-bert/
  $ hf repos cp hf://datasets/ada/planets/data hf://datasets/my-org/copy")]
pub struct Cp {
    #[command(flatten)]
    copying: Copying,
}

impl Cp {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.copying.carry_out(cx, Holder::Repo).await
    }
}
