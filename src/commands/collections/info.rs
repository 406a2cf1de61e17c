//! `hf collections info`.

use anyhow::Result;

use crate::args::collection::CollectionArg;
use crate::args::token::TokenArg;
use crate::args::web::WebArg;
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
    web: WebArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, slug) = (cx.hub(&self.token)?, self.collection.slug());
        if self.web.is_given() {
            return Ok(cx.show_page(&hub.collection_url(slug.as_str()))?);
        }
        Ok(cx.out.record(&hub.collection(slug).await?)?)
    }
}
