//! `hf collections`.

use crate::local_hub::world::collections::Collection;
use crate::sandbox::Sandbox;

mod create;
mod delete;
mod info;
mod items;
mod list;
mod update;

/// The collection of that title, as the Hub has it now.
fn kept(sandbox: &Sandbox, title: &str) -> Option<Collection> {
    sandbox.hub().world().collections().into_iter().find(|collection| collection.title == title)
}

/// Its slug.
fn slug(sandbox: &Sandbox, title: &str) -> String {
    kept(sandbox, title).unwrap().slug
}
