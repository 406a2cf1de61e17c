//! Collections: lists of repos, papers and other things that people put together.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::pages::Pages;
use super::{Hub, HubError};
use crate::base::moment::Moment;
use crate::base::url::url_segment;
use crate::http::query::Query;
use crate::ids::collection::Slug;

/// A collection, as the Hub describes it and as it is printed. Listings hold its first four items.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Collection {
    /// `namespace/title-words-24 hex digits`.
    pub slug: String,
    /// For people.
    pub title: String,
    /// The user or organization, as the Hub has it.
    pub owner: Value,
    /// What it holds, in its own order.
    #[serde(default)]
    pub items: Vec<Item>,
    /// When it was changed.
    pub last_updated: Option<Moment>,
    /// The place among the collections of its owner; in a listing its place there.
    pub position: Option<u64>,
    /// Whether only some may see it.
    pub private: Option<bool>,
    /// The colour of its page.
    pub theme: Option<String>,
    /// How many accounts voted for it.
    pub upvotes: Option<u64>,
    /// Description of the collection.
    pub description: Option<String>,
}

/// One thing in a collection.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "SentItem")]
pub struct Item {
    /// What it is called within the collection: 24 hex digits.
    pub item_object_id: String,
    /// The ID of the repo, the paper or the bucket, or the slug of the collection.
    pub item_id: String,
    /// `model`, `dataset`, `space`, `paper`, `collection` or `bucket`.
    pub item_type: String,
    /// Its place, from 0.
    pub position: Option<u64>,
    /// What the owner says of it.
    pub note: Option<String>,
}

#[derive(Deserialize)]
struct SentItem {
    #[serde(rename = "_id")]
    object_id: String,
    id: String,
    slug: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    position: Option<u64>,
    note: Option<Note>,
}

#[derive(Deserialize)]
struct Note {
    text: Option<String>,
}

impl From<SentItem> for Item {
    fn from(item: SentItem) -> Self {
        Self {
            item_object_id: item.object_id,
            item_id: item.slug.unwrap_or(item.id),
            item_type: item.kind,
            position: item.position,
            note: item.note.and_then(|note| note.text),
        }
    }
}

/// A collection to be created.
#[derive(Debug, Clone, Serialize)]
pub struct NewCollection<'a> {
    /// For people.
    pub title: &'a str,
    /// The user or organization that it is to belong to.
    pub namespace: &'a str,
    /// Whether only some may see it.
    pub private: bool,
    /// Description of the collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
}

/// Changes of a collection; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CollectionChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Empty text removes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A thing to be added to a collection.
#[derive(Debug, Clone, Copy)]
pub struct NewItem<'a> {
    /// `model`, `dataset`, `space`, `paper`, `collection` or `bucket`.
    pub kind: &'a str,
    /// Its ID; the slug of a collection.
    pub id: &'a str,
    /// Note about the item; `None` for nothing.
    pub note: Option<&'a str>,
}

/// Changes of an item; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ItemChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Deserialize)]
struct Changed {
    data: Collection,
}

impl Hub {
    /// `GET /api/collections`: those that the query asks for, each with its first four items.
    pub fn collections(&self, query: &Query) -> Pages<'_, Collection> {
        let mut row = 0;
        self.0.get("/api/collections").query(query).pages().retain(move |collection: &mut Collection| {
            collection.position = Some(row);
            row += 1;
            true
        })
    }

    /// `GET /api/collections/{slug}`
    pub async fn collection(&self, slug: &Slug) -> Result<Collection, HubError> {
        self.0.get(&path(slug)).json().await
    }

    /// `POST /api/collections`
    ///
    /// # Errors
    /// A title that the namespace has already is [`Conflict`](super::error::RefusalKind::Conflict), whose body names the
    /// `slug`.
    pub async fn create_collection(&self, collection: &NewCollection<'_>) -> Result<Collection, HubError> {
        self.0.post("/api/collections").body(collection)?.json().await
    }

    /// `PATCH /api/collections/{slug}`
    pub async fn update_collection(&self, slug: &Slug, change: &CollectionChange) -> Result<Collection, HubError> {
        let changed: Changed = self.0.patch(&path(slug)).body(change)?.json().await?;
        Ok(changed.data)
    }

    /// `DELETE /api/collections/{slug}`
    pub async fn delete_collection(&self, slug: &Slug) -> Result<(), HubError> {
        self.0.delete(&path(slug)).send().await.map(drop)
    }

    /// `POST /api/collections/{slug}/items`: adds a thing behind all others.
    ///
    /// # Errors
    /// A thing that is in it already is [`Conflict`](super::error::RefusalKind::Conflict).
    pub async fn add_item(&self, slug: &Slug, item: &NewItem<'_>) -> Result<(), HubError> {
        let mut body = json!({"item": {"id": item.id, "type": item.kind}});
        if let Some(note) = item.note {
            body["note"] = json!(note);
        }
        self.0.post(&format!("{}/items", path(slug))).body(&body)?.send().await.map(drop)
    }

    /// `PATCH /api/collections/{slug}/items/{item}`
    pub async fn update_item(&self, slug: &Slug, item: &str, change: &ItemChange) -> Result<(), HubError> {
        self.0.patch(&item_path(slug, item)).body(change)?.send().await.map(drop)
    }

    /// `DELETE /api/collections/{slug}/items/{item}`
    pub async fn delete_item(&self, slug: &Slug, item: &str) -> Result<(), HubError> {
        self.0.delete(&item_path(slug, item)).send().await.map(drop)
    }

    /// The page of a collection.
    pub fn collection_url(&self, slug: &str) -> String {
        format!("{}/collections/{slug}", self.endpoint())
    }
}

fn path(slug: &Slug) -> String {
    format!("/api/collections/{}/{}", url_segment(slug.namespace()), url_segment(slug.name()))
}

fn item_path(slug: &Slug, item: &str) -> String {
    format!("{}/items/{}", path(slug), url_segment(item))
}
