//! Secrets of a Space: variables of its machine whose values never come back.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::by_name::ByName;
use crate::api::repos::api_path;
use crate::api::{Hub, HubError};
use crate::base::moment::Moment;
use crate::ids::repo::RepoId;

/// What the Hub says of a secret, and what programs learn of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct SpaceSecret {
    /// The name of the variable.
    #[serde(skip_deserializing)]
    pub key: String,
    /// What its owner says it is for.
    pub description: Option<String>,
    /// When it was last set.
    pub updated_at: Option<Moment>,
}

/// A secret to be set.
#[derive(Clone, Copy, Serialize)]
pub struct NewSecret<'a> {
    /// The name of the variable.
    pub key: &'a str,
    /// Its value.
    pub value: &'a str,
    /// What it is for; `None` for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
}

impl Hub {
    /// `GET /api/spaces/{id}/secrets`, in the Hub's order.
    pub async fn space_secrets(&self, space: &RepoId) -> Result<Vec<SpaceSecret>, HubError> {
        let ByName(all) = self.0.get(&path(space)).json().await?;
        Ok(all.into_iter().map(|(key, about)| SpaceSecret { key, ..about }).collect())
    }

    /// `POST /api/spaces/{id}/secrets`: sets a secret, whether it exists or not. A running Space restarts.
    ///
    /// # Errors
    /// Any [`HubError`]; a name that a variable of the Space has is [`RefusalKind::Conflict`](crate::api::error::RefusalKind).
    pub async fn set_space_secret(&self, space: &RepoId, secret: &NewSecret<'_>) -> Result<(), HubError> {
        self.0.post(&path(space)).body(secret)?.idempotent().send().await.map(drop)
    }

    /// `DELETE /api/spaces/{id}/secrets`
    ///
    /// # Errors
    /// Any [`HubError`]; a secret that does not exist is [`RefusalKind::NotFound`](crate::api::error::RefusalKind).
    pub async fn delete_space_secret(&self, space: &RepoId, key: &str) -> Result<(), HubError> {
        self.0.delete(&path(space)).body(&json!({"key": key}))?.send().await.map(drop)
    }
}

fn path(space: &RepoId) -> String {
    format!("{}/secrets", api_path(space))
}
