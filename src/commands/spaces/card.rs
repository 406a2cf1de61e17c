//! `hf spaces card`.

use anyhow::Result;

use crate::api::spaces::space::Space;
use crate::commands::repo_card::CardArgs;
use crate::context::Context;

/// Show the card of a Space: its README.md
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces card enzostvs/deepsite
  $ hf spaces card enzostvs/deepsite --metadata | jq .license
  $ hf spaces card enzostvs/deepsite --text")]
pub struct Card {
    #[command(flatten)]
    args: CardArgs<Space>,
}

impl Card {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx).await
    }
}
