//! `hf datasets card`.

use anyhow::Result;

use crate::api::datasets::Dataset;
use crate::commands::repo_card::CardArgs;
use crate::context::Context;

/// Show the card of a dataset: its README.md
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets card HuggingFaceFW/fineweb
  $ hf datasets card HuggingFaceFW/fineweb --metadata | jq .license
  $ hf datasets card HuggingFaceFW/fineweb --text")]
pub struct Card {
    #[command(flatten)]
    args: CardArgs<Dataset>,
}

impl Card {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx).await
    }
}
