//! Branches and tags of a repo.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::RefusalKind;
use super::repos::api_path;
use super::{Hub, HubError};
use crate::base::url::url_segment;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// A name for a commit, and what programs learn of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct GitRef {
    /// Its short name, such as `main` or `v1.0`.
    pub name: String,
    /// The commit that it points to.
    pub target_commit: String,
    /// Its full name, such as `refs/heads/main`.
    #[serde(rename = "ref")]
    pub full_name: String,
}

/// The refs of a repo, in the Hub's order.
#[derive(Debug, Clone, Deserialize)]
pub struct GitRefs {
    /// What `refs/tags/` holds.
    pub tags: Vec<GitRef>,
}

/// A tag to be created.
#[derive(Debug, Clone, Serialize)]
pub struct NewTag<'a> {
    /// Its name, without `refs/tags/`.
    pub tag: &'a str,
    /// What it says of itself; `None` for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<&'a str>,
}

impl Hub {
    /// `GET /api/{kind}s/{id}/refs`
    pub async fn repo_refs(&self, repo: &RepoId) -> Result<GitRefs, HubError> {
        self.0.get(&format!("{}/refs", api_path(repo))).json().await
    }

    /// `POST /api/{kind}s/{id}/branch/{branch}`: creates a branch at the head of the default one, unless it exists.
    ///
    /// # Errors
    /// A branch that exists is none.
    pub async fn create_branch_if_missing(&self, repo: &RepoId, branch: &Revision) -> Result<(), HubError> {
        let path = format!("{}/branch/{}", api_path(repo), branch.url_segment());
        match self.0.post(&path).body(&json!({}))?.send().await {
            Err(error) if !error.is(RefusalKind::Conflict) => Err(error),
            _ => Ok(()),
        }
    }

    /// `POST /api/{kind}s/{id}/tag/{revision}`: tags the commit that the revision points to.
    ///
    /// # Errors
    /// A tag that exists is [`RefusalKind::Conflict`].
    pub async fn create_tag(&self, repo: &RepoId, revision: &Revision, tag: &NewTag<'_>) -> Result<(), HubError> {
        let path = format!("{}/tag/{}", api_path(repo), revision.url_segment());
        self.0.post(&path).body(tag)?.send().await.map(drop)
    }

    /// `DELETE /api/{kind}s/{id}/tag/{tag}`
    ///
    /// # Errors
    /// A tag that does not exist is [`RefusalKind::RevisionNotFound`].
    pub async fn delete_tag(&self, repo: &RepoId, tag: &str) -> Result<(), HubError> {
        let path = format!("{}/tag/{}", api_path(repo), url_segment(tag));
        self.0.delete(&path).send().await.map(drop)
    }
}
