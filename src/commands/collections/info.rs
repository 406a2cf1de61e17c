//! `hf collections info`.

use anyhow::Result;

use crate::api::Hub;
use crate::args::collection::CollectionArg;
use crate::commands::page::PageArgs;
use crate::context::Context;

/// Show a collection and all its items, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf collections info openai/gpt-oss-68911959590a1634ba11c7a4
  $ hf collections info openai/gpt-oss-68911959590a1634ba11c7a4 | jq '.items[].item_id'
  $ hf collections info openai/gpt-oss-68911959590a1634ba11c7a4 --web")]
pub struct Info {
    #[command(flatten)]
    collection: CollectionArg,
    #[command(flatten)]
    page: PageArgs,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let slug = self.collection.slug();
        let record = async |hub: &Hub| hub.collection(slug).await;
        self.page.print(cx, |hub| hub.collection_url(slug.as_str()), record).await
    }
}
