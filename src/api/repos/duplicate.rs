//! Copying a repo on the Hub, without moving its files through this machine.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{CreatedRepo, api_path};
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::ids::repo::RepoId;

/// A copy to be made. What is `None` is left to the Hub.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewDuplicate {
    /// Its ID, with a namespace.
    pub repository: String,
    /// `public`, `private` or `protected`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<&'static str>,
    /// Of an Enterprise organization.
    #[serde(rename = "resourceGroupId", skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// What the endpoint takes for a Space, such as `hardware`.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A copy that was made, or that already existed.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Duplicate {
    /// Its page, which also tells the full ID.
    pub url: String,
    /// Whether the Hub still copies large files in the background.
    #[serde(default)]
    pub files_copy_pending: bool,
    /// Whether this request made it.
    #[serde(skip, default = "yes")]
    pub is_new: bool,
}

fn yes() -> bool {
    true
}

impl Duplicate {
    /// Its `namespace/name`.
    pub fn id(&self) -> &str {
        CreatedRepo::id_of(&self.url)
    }
}

impl Hub {
    /// `POST /api/{kind}s/{id}/duplicate`
    ///
    /// # Errors
    /// A target that exists is [`RefusalKind::Conflict`].
    pub async fn duplicate_repo(&self, from: &RepoId, copy: &NewDuplicate) -> Result<Duplicate, HubError> {
        let path = format!("{}/duplicate", api_path(from));
        let made: Duplicate = self.0.post(&path).body(copy)?.json().await?;
        Ok(Duplicate { url: self.own_url(&made.url), ..made })
    }

    /// The same; a target that exists counts as success.
    pub async fn duplicate_repo_if_missing(&self, from: &RepoId, copy: &NewDuplicate) -> Result<Duplicate, HubError> {
        let error = match self.duplicate_repo(from, copy).await {
            Err(error) if error.is(RefusalKind::Conflict) => error,
            outcome => return outcome,
        };
        match error.refusal().and_then(|refusal| refusal.body["url"].as_str()) {
            Some(url) => Ok(Duplicate { url: self.own_url(url), files_copy_pending: false, is_new: false }),
            None => Err(error),
        }
    }
}
