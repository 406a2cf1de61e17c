//! Collections: lists of repositories, papers and other collections.

use serde::{Deserialize, Serialize};

use super::World;
use super::accounts::object_id;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Collection {
    pub slug: String,
    pub owner: String,
    pub title: String,
    pub description: Option<String>,
    pub private: bool,
    pub theme: String,
    /// Unix seconds.
    pub updated: i64,
    pub upvotes: u64,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Item {
    /// 24 hex digits.
    pub object_id: String,
    /// `model`, `dataset`, `space`, `paper`, `collection` or `bucket`.
    pub kind: String,
    pub id: String,
    pub note: Option<String>,
}

impl Collection {
    /// An empty one. Its slug ends in 24 hex digits, which say which one it is.
    pub fn new(owner: &str, title: &str, updated: i64) -> Self {
        let words: String = title
            .to_lowercase()
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
            .collect();
        let id = object_id(&format!("collection {owner} {title}"));
        Self {
            slug: format!("{owner}/{}-{id}", words.trim_matches('-')),
            owner: owner.to_owned(),
            title: title.to_owned(),
            description: None,
            private: false,
            theme: "orange".to_owned(),
            updated,
            upvotes: 0,
            items: vec![],
        }
    }

    /// Adds an item behind all others.
    pub fn add(&mut self, kind: &str, id: &str, note: Option<&str>) {
        let object_id = object_id(&format!("item {} {kind} {id}", self.slug));
        self.items.push(Item { object_id, kind: kind.to_owned(), id: id.to_owned(), note: note.map(str::to_owned) });
    }

    /// Whether a slug means this one: its words may be others.
    pub fn is(&self, slug: &str) -> bool {
        let id = |slug: &str| slug.rsplit('-').next().filter(|id| id.len() == 24).map(str::to_owned);
        let owner = |slug: &str| slug.split('/').next().map(str::to_owned);
        self.slug == slug || id(slug).is_some() && id(slug) == id(&self.slug) && owner(slug) == owner(&self.slug)
    }
}

impl World {
    pub fn collections(&self) -> Vec<Collection> {
        self.read(|state| state.collections.clone())
    }

    pub fn add_collection(&self, collection: Collection) {
        self.update(|state| state.collections.push(collection));
    }

    /// Changes a collection; None if there is none with that slug.
    pub fn change_collection<T>(&self, slug: &str, change: impl FnOnce(&mut Collection) -> T) -> Option<T> {
        let now = self.now();
        self.update(|state| {
            let collection = state.collections.iter_mut().find(|collection| collection.is(slug))?;
            collection.updated = now;
            Some(change(collection))
        })
    }

    pub fn delete_collection(&self, slug: &str) {
        self.update(|state| state.collections.retain(|collection| !collection.is(slug)));
    }
}
