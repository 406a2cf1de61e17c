//! The leaderboard of a dataset that is a benchmark.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::repos::api_path;
use super::users::{Organization, User};
use super::{Hub, HubError};
use crate::ids::repo::RepoId;

/// The result of a model, and what programs learn of it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct LeaderboardEntry {
    /// From 1.
    pub rank: u64,
    pub model_id: String,
    /// What was measured.
    pub value: Value,
    /// The file of the model's repo that says so.
    pub filename: Option<String>,
    /// Whether the Hub measured it.
    pub verified: Option<bool>,
    /// Who says so, as the Hub has it.
    pub source: Option<Value>,
    /// The user or organization of the model.
    pub author: Option<Owner>,
    /// The pull request that brought it.
    pub pull_request: Option<Value>,
    pub notes: Option<String>,
}

/// Whom a model belongs to.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(untagged, try_from = "Value")]
pub enum Owner {
    User(Box<User>),
    Organization(Box<Organization>),
}

impl TryFrom<Value> for Owner {
    type Error = serde_json::Error;

    fn try_from(owner: Value) -> Result<Self, Self::Error> {
        if owner["type"] == "org" {
            return Organization::deserialize(owner).map(Box::new).map(Self::Organization);
        }
        User::deserialize(owner).map(Box::new).map(Self::User)
    }
}

impl Hub {
    /// `GET /api/datasets/{id}/leaderboard`, the best first.
    pub async fn leaderboard(&self, dataset: &RepoId) -> Result<Vec<LeaderboardEntry>, HubError> {
        self.0.get(&format!("{}/leaderboard", api_path(dataset))).json().await
    }
}
