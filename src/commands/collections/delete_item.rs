//! `hf collections delete-item`.

use anyhow::Result;

use super::changed::Changed;
use super::item::ItemArgs;
use crate::api::error::RefusalKind;
use crate::args::exists::MissingOkArg;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Remove an item from a collection
///
/// The repo or paper itself is not changed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf collections delete-item username/things-64f9a55bb3115b4f513ec026 openai/gpt-oss-20b
  $ hf collections delete-item username/things-64f9a55bb3115b4f513ec026 64f9a55bb3115b4f513ec0aa --missing-ok")]
pub struct DeleteItem {
    #[command(flatten)]
    item: ItemArgs,
    #[command(flatten)]
    missing_ok: MissingOkArg,
    #[command(flatten)]
    token: TokenArg,
}

impl DeleteItem {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, slug) = (cx.hub(&self.token)?, self.item.slug());
        let outcome = hub.delete_item(slug, &self.item.object_id(&hub).await?).await;
        let is_gone = self.missing_ok.deleted(RefusalKind::NotFound, outcome)?;
        let collection = Changed { slug: slug.as_str() };
        if !is_gone {
            return Ok(cx.out.unchanged("Nothing to do: there is no such item", &collection)?);
        }
        Ok(cx.out.done("Item removed", &collection)?)
    }
}
