//! `hf models card`.

use anyhow::Result;

use crate::api::models::Model;
use crate::commands::repo_card::CardArgs;
use crate::context::Context;

/// Show the card of a model: its README.md
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf models card openai/gpt-oss-20b
  $ hf models card openai/gpt-oss-20b --metadata | jq .license
  $ hf models card openai/gpt-oss-20b --text")]
pub struct Card {
    #[command(flatten)]
    args: CardArgs<Model>,
}

impl Card {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx).await
    }
}
