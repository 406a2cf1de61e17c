//! Changes to a repo as a whole: its name, its settings, its end.

use serde::{Serialize, Serializer};
use serde_json::json;

use super::api_path;
use crate::api::{Hub, HubError};
use crate::ids::repo::RepoId;

/// How people get access to the files of a repo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gating {
    /// Whoever asks gets it.
    Auto,
    /// The owner decides about each request.
    Manual,
    /// Nobody has to ask.
    Off,
}

impl Serialize for Gating {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => serializer.serialize_str("auto"),
            Self::Manual => serializer.serialize_str("manual"),
            Self::Off => serializer.serialize_bool(false),
        }
    }
}

/// Settings of a repo. What is `None` stays as it is.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct RepoSettings {
    /// Whether access must be requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gated: Option<Gating>,
    /// `public`, `private` or `protected`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<&'static str>,
}

impl Hub {
    /// `DELETE /api/repos/delete`. Without a namespace the account's own repo is meant.
    ///
    /// # Errors
    /// A repo that does not exist is [`RefusalKind::RepoNotFound`](crate::api::error::RefusalKind).
    pub async fn delete_repo(&self, repo: &RepoId) -> Result<(), HubError> {
        let body = json!({"name": repo.name(), "organization": repo.namespace(), "type": repo.kind().singular()});
        self.0.delete("/api/repos/delete").about(repo).body(&body)?.send().await.map(drop)
    }

    /// `POST /api/repos/move`: gives a repo another name or another owner. Both IDs need a namespace.
    pub async fn move_repo(&self, from: &RepoId, to: &RepoId) -> Result<(), HubError> {
        let body = json!({"fromRepo": from.id(), "toRepo": to.id(), "type": from.kind().singular()});
        self.0.post("/api/repos/move").about(from).body(&body)?.send().await.map(drop)
    }

    /// `PUT /api/{kind}s/{id}/settings`
    pub async fn change_repo_settings(&self, repo: &RepoId, settings: &RepoSettings) -> Result<(), HubError> {
        let path = format!("{}/settings", api_path(repo));
        self.0.put(&path).body(settings)?.send().await.map(drop)
    }
}
