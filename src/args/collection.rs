//! A collection, as it is typed.

use crate::ids::collection::Slug;

/// One collection.
#[derive(Debug, Clone, clap::Args)]
pub struct CollectionArg {
    /// Slug of the collection, such as username/title-64f9a55bb3115b4f513ec026, or the address of its page
    #[arg(value_name = "COLLECTION_SLUG")]
    slug: Slug,
}

impl CollectionArg {
    /// The collection that is meant.
    pub fn slug(&self) -> &Slug {
        &self.slug
    }
}
