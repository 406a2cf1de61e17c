//! What is printed of a collection that was changed.

use serde::Serialize;

use crate::api::Hub;

/// Where a collection is.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    slug: &'a str,
    url: String,
}

/// Which collection it was.
#[derive(Serialize)]
pub(super) struct Changed<'a> {
    pub(super) slug: &'a str,
}

impl<'a> Place<'a> {
    pub(super) fn of(hub: &Hub, slug: &'a str) -> Self {
        Self { slug, url: hub.collection_url(slug) }
    }
}
