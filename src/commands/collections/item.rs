//! An item of a collection, by the ID that the collection gives it or by that of the repo or paper itself.

use anyhow::Result;

use crate::api::Hub;
use crate::args::collection::CollectionArg;
use crate::args::missing::Missing;
use crate::ids::collection::Slug;

/// One item.
#[derive(clap::Args)]
pub(super) struct ItemArgs {
    #[command(flatten)]
    collection: CollectionArg,
    /// ID of the item in the collection (item_object_id of `hf collections info`), or of the repo or paper
    #[arg(value_name = "ITEM_OBJECT_ID")]
    item: String,
}

impl ItemArgs {
    pub(super) fn slug(&self) -> &Slug {
        self.collection.slug()
    }

    /// The ID of the item in the collection, which is asked for unless it was typed.
    pub(super) async fn object_id(&self, hub: &Hub) -> Result<String> {
        let is_object_id = self.item.len() == 24 && self.item.bytes().all(|digit| digit.is_ascii_hexdigit());
        if is_object_id {
            return Ok(self.item.clone());
        }
        let collection = hub.collection(self.slug()).await?;
        let found = collection.items.into_iter().find(|item| item.item_id == self.item);
        let missing = || Missing {
            kind: "item",
            name: self.item.clone(),
            hint: format!("list the items with `hf collections info {}`", self.slug()),
        };
        Ok(found.ok_or_else(missing)?.item_object_id)
    }
}
