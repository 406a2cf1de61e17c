//! Spaces that fit a description in words.

use serde::Deserialize;

use super::runtime::Runtime;
use crate::api::{Hub, HubError};
use crate::http::query::Query;

/// A Space that fits.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundSpace {
    /// `namespace/name`.
    pub id: String,
    /// Its title, for people.
    pub title: Option<String>,
    /// `gradio`, `docker`, `static` and others.
    pub sdk: Option<String>,
    /// How many accounts like it.
    pub likes: Option<u64>,
    /// The state of the machine that runs it.
    pub runtime: Option<Runtime>,
    /// What it does, in a sentence that a model wrote.
    #[serde(rename = "ai_short_description")]
    pub description: Option<String>,
    /// What it does, in a word or two that a model chose.
    #[serde(rename = "ai_category")]
    pub category: Option<String>,
    /// How well it fits, from 0 to 1.
    #[serde(rename = "semanticRelevancyScore")]
    pub score: Option<f64>,
}

impl Hub {
    /// `GET /api/spaces/semantic-search`: the Spaces that fit best, best first. The Hub decides how many.
    pub async fn search_spaces(&self, query: &Query) -> Result<Vec<FoundSpace>, HubError> {
        self.0.get("/api/spaces/semantic-search").query(query).json().await
    }
}
