//! `hf orgs info`.

use anyhow::Result;

use crate::api::Hub;
use crate::commands::page::PageArgs;
use crate::context::Context;

/// Show details of an organization, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf orgs info openai
  $ hf orgs info openai | jq .num_followers
  $ hf orgs info openai --web")]
pub struct Info {
    /// Organization name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    page: PageArgs,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let record = async |hub: &Hub| hub.organization(&self.name).await;
        self.page.print(cx, |hub| hub.namespace_url(&self.name), record).await
    }
}
