//! `hf users info`.

use anyhow::Result;

use crate::api::Hub;
use crate::commands::page::PageArgs;
use crate::context::Context;

/// Show details of a user, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf users info julien-c
  $ hf users info julien-c | jq .num_followers
  $ hf users info julien-c --web")]
pub struct Info {
    /// User name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    page: PageArgs,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let record = async |hub: &Hub| hub.user(&self.name).await;
        self.page.print(cx, |hub| hub.namespace_url(&self.name), record).await
    }
}
