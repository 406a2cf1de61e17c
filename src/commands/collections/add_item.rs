//! `hf collections add-item`.

use anyhow::Result;
use clap::ValueEnum;

use super::changed::Place;
use crate::api::collections::NewItem;
use crate::args::collection::CollectionArg;
use crate::args::exists::ExistOkArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::collection::Slug;

/// Add a repo, a paper or another collection to a collection
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf collections add-item username/things-64f9a55bb3115b4f513ec026 openai/gpt-oss-20b model
  $ hf collections add-item username/things-64f9a55bb3115b4f513ec026 2501.12948 paper --note 'Worth reading'")]
pub struct AddItem {
    #[command(flatten)]
    collection: CollectionArg,
    /// ID of the item: that of a repo or a paper, or the slug of a collection
    item_id: String,
    /// Type of the item
    #[arg(value_enum)]
    item_type: ItemType,
    /// Note about the item
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    exist_ok: ExistOkArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ItemType {
    Model,
    Dataset,
    Space,
    Paper,
    Collection,
    Bucket,
}

impl ItemType {
    fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Dataset => "dataset",
            Self::Space => "space",
            Self::Paper => "paper",
            Self::Collection => "collection",
            Self::Bucket => "bucket",
        }
    }
}

impl AddItem {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, slug, kind) = (cx.hub(&self.token)?, self.collection.slug(), self.item_type.word());
        let id = match self.item_type {
            // The address of its page will do.
            ItemType::Collection => self.item_id.parse::<Slug>().map_or(self.item_id, |slug| slug.to_string()),
            _ => self.item_id,
        };
        let item = NewItem { kind, id: &id, note: self.note.as_deref() };
        let is_new = self.exist_ok.created(&format!("{kind} '{id}' in '{slug}'"), hub.add_item(slug, &item).await)?;
        let place = Place::of(&hub, slug.as_str());
        if !is_new {
            return Ok(cx
                .out
                .unchanged("Nothing to do: it is in the collection already, and its note stays", &place)?);
        }
        Ok(cx.out.done(&format!("Added {kind} '{id}'"), &place)?)
    }
}
