//! Spaces, as the Hub describes them.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::runtime::Runtime;
use crate::api::card_data;
use crate::api::records::RepoRecord;
use crate::api::repos::{Expandable, Sibling};
use crate::base::moment::Moment;
use crate::ids::repo::RepoKind;

/// A Space, as the Hub describes it and as it is printed. A field that was not asked for is `None`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Space {
    /// `namespace/name`.
    pub id: String,
    /// Its namespace.
    pub author: Option<String>,
    /// The metadata of its card.
    #[serde(default, deserialize_with = "card_data::of_space")]
    pub card_data: Option<Value>,
    /// When the repo was created.
    pub created_at: Option<Moment>,
    /// The datasets that it uses.
    pub datasets: Option<Vec<String>>,
    /// Whether the Hub has disabled the repo.
    pub disabled: Option<bool>,
    /// `false`, or how access is granted: `auto` or `manual`.
    pub gated: Option<Value>,
    /// The address that the application answers at.
    pub host: Option<String>,
    /// When the repo was changed.
    pub last_modified: Option<Moment>,
    /// How many accounts like it.
    pub likes: Option<u64>,
    /// The models that it uses.
    pub models: Option<Vec<String>>,
    /// Whether only some may see it.
    pub private: Option<bool>,
    /// Where in the world it runs.
    pub region: Option<Value>,
    /// The group of the organization that it belongs to.
    pub resource_group: Option<Value>,
    /// The state of the machine that runs it.
    pub runtime: Option<Runtime>,
    /// `gradio`, `docker`, `static` and others.
    pub sdk: Option<String>,
    /// The commit that the revision points to.
    pub sha: Option<String>,
    /// The files.
    pub siblings: Option<Vec<Sibling>>,
    /// The first part of its host.
    pub subdomain: Option<String>,
    /// Tags of its card and those that the Hub adds.
    pub tags: Option<Vec<String>>,
    /// How popular it is right now.
    pub trending_score: Option<Number>,
    /// Bytes of all revisions.
    pub used_storage: Option<u64>,
}

impl Expandable for Space {
    const PROPERTIES: &'static [&'static str] = &[
        "author",
        "cardData",
        "createdAt",
        "datasets",
        "disabled",
        "lastModified",
        "likes",
        "models",
        "private",
        "region",
        "resourceGroup",
        "runtime",
        "sdk",
        "sha",
        "siblings",
        "subdomain",
        "tags",
        "trendingScore",
        "usedStorage",
    ];
}

impl RepoRecord for Space {
    const KIND: RepoKind = RepoKind::Space;
}
