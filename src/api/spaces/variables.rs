//! Variables of a Space's machine: those that may be read, and secrets, whose values never come back.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api::by_name::ByName;
use crate::api::repos::api_path;
use crate::api::{Hub, HubError};
use crate::base::moment::Moment;
use crate::ids::repo::RepoId;

/// Which variables of a Space are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    /// Anybody who sees the Space may read them.
    Public,
    /// Nobody reads their values again.
    Secret,
}

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

/// What the Hub says of a variable, and what programs learn of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct SpaceVariable {
    /// Its name.
    #[serde(skip_deserializing)]
    pub key: String,
    /// Its value.
    pub value: Option<String>,
    /// What its owner says it is for.
    pub description: Option<String>,
    /// When it was last set.
    pub updated_at: Option<Moment>,
}

/// A variable or a secret to be set.
#[derive(Clone, Copy, Serialize)]
pub struct NewVariable<'a> {
    /// Its name.
    pub key: &'a str,
    /// Its value.
    pub value: &'a str,
    /// What it is for; `None` for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
}

impl VariableKind {
    /// What one of them is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Public => "variable",
            Self::Secret => "secret",
        }
    }

    fn path(self, space: &RepoId) -> String {
        format!("{}/{}s", api_path(space), self.noun())
    }
}

impl Hub {
    /// `GET /api/spaces/{id}/secrets`, in the Hub's order.
    pub async fn space_secrets(&self, space: &RepoId) -> Result<Vec<SpaceSecret>, HubError> {
        let all = self.named(&VariableKind::Secret.path(space)).await?;
        Ok(all.into_iter().map(|(key, about)| SpaceSecret { key, ..about }).collect())
    }

    /// `GET /api/spaces/{id}/variables`, in the Hub's order.
    pub async fn space_variables(&self, space: &RepoId) -> Result<Vec<SpaceVariable>, HubError> {
        let all = self.named(&VariableKind::Public.path(space)).await?;
        Ok(all.into_iter().map(|(key, about)| SpaceVariable { key, ..about }).collect())
    }

    /// `POST /api/spaces/{id}/secrets|variables`: sets one, whether it exists or not. A running Space restarts.
    ///
    /// # Errors
    /// Any [`HubError`]; a name of the other kind is [`RefusalKind::Conflict`](crate::api::error::RefusalKind).
    pub async fn set_space_variable(
        &self,
        space: &RepoId,
        kind: VariableKind,
        variable: &NewVariable<'_>,
    ) -> Result<(), HubError> {
        self.0.post(&kind.path(space)).body(variable)?.idempotent().send().await.map(drop)
    }

    /// `DELETE /api/spaces/{id}/secrets|variables`
    ///
    /// # Errors
    /// Any [`HubError`]; one that does not exist is [`RefusalKind::NotFound`](crate::api::error::RefusalKind).
    pub async fn delete_space_variable(&self, space: &RepoId, kind: VariableKind, key: &str) -> Result<(), HubError> {
        self.0.delete(&kind.path(space)).body(&json!({"key": key}))?.send().await.map(drop)
    }

    async fn named<T: DeserializeOwned>(&self, path: &str) -> Result<Vec<(String, T)>, HubError> {
        let ByName(all) = self.0.get(path).json().await?;
        Ok(all)
    }
}
