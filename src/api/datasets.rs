//! Datasets, as the Hub describes them.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::card_data;
use super::records::RepoRecord;
use super::repos::{Expandable, Sibling};
use crate::base::moment::Moment;
use crate::ids::repo::RepoKind;

/// A dataset, as the Hub describes it and as it is printed. A field that was not asked for is `None`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Dataset {
    /// `namespace/name`, or `name` alone.
    pub id: String,
    /// Its namespace.
    pub author: Option<String>,
    /// The metadata of its card.
    #[serde(default, deserialize_with = "card_data::of_dataset")]
    pub card_data: Option<Value>,
    /// How papers cite it.
    pub citation: Option<String>,
    /// When the repo was created.
    pub created_at: Option<Moment>,
    /// The beginning of its card's text.
    pub description: Option<String>,
    /// Whether the Hub has disabled the repo.
    pub disabled: Option<bool>,
    /// In the last 30 days.
    pub downloads: Option<u64>,
    /// Since it was created.
    pub downloads_all_time: Option<u64>,
    /// `false`, or how access is granted: `auto` or `manual`.
    pub gated: Option<Value>,
    /// When the repo was changed.
    pub last_modified: Option<Moment>,
    /// How many accounts like it.
    pub likes: Option<u64>,
    /// Bytes of its main revision.
    pub main_size: Option<u64>,
    /// Its ID at Papers with Code.
    #[serde(rename(deserialize = "paperswithcode_id"))]
    pub paperswithcode_id: Option<String>,
    /// Whether only some may see it.
    pub private: Option<bool>,
    /// The group of the organization that it belongs to.
    pub resource_group: Option<Value>,
    /// The commit that the revision points to.
    pub sha: Option<String>,
    /// The files.
    pub siblings: Option<Vec<Sibling>>,
    /// Tags of its card and those that the Hub adds.
    pub tags: Option<Vec<String>>,
    /// How popular it is right now.
    pub trending_score: Option<Number>,
    /// Bytes of all revisions.
    pub used_storage: Option<u64>,
}

impl Expandable for Dataset {
    const PROPERTIES: &'static [&'static str] = &[
        "author",
        "cardData",
        "citation",
        "createdAt",
        "description",
        "disabled",
        "downloads",
        "downloadsAllTime",
        "gated",
        "lastModified",
        "likes",
        "mainSize",
        "paperswithcode_id",
        "private",
        "resourceGroup",
        "sha",
        "siblings",
        "tags",
        "trendingScore",
        "usedStorage",
    ];
}

impl RepoRecord for Dataset {
    const KIND: RepoKind = RepoKind::Dataset;
}
