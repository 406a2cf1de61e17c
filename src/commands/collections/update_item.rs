//! `hf collections update-item`.

use anyhow::Result;

use super::changed::Changed;
use super::item::ItemArgs;
use crate::api::collections::ItemChange;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Change the note or position of an item in a collection
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf collections update-item username/things-64f9a55bb3115b4f513ec026 openai/gpt-oss-20b --note 'Fast'
  $ hf collections update-item username/things-64f9a55bb3115b4f513ec026 64f9a55bb3115b4f513ec0aa --position 0")]
pub struct UpdateItem {
    #[command(flatten)]
    item: ItemArgs,
    /// New note; empty to remove it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Place in the collection, from 0
    #[arg(long, value_name = "N")]
    position: Option<u64>,
    #[command(flatten)]
    token: TokenArg,
}

impl UpdateItem {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let change = ItemChange { position: self.position, note: self.note };
        if change == ItemChange::default() {
            return Err(Misuse("nothing to change: add --note or --position".to_owned()).into());
        }
        let hub = cx.hub(&self.token)?;
        hub.update_item(self.item.slug(), &self.item.object_id(&hub).await?, &change).await?;
        Ok(cx.out.done("Item updated", &Changed { slug: self.item.slug().as_str() })?)
    }
}
