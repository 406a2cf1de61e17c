//! Branches and tags of a repo.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::RefusalKind;
use super::repos::api_path;
use super::{Hub, HubError};
use crate::base::url::url_segment;
use crate::http::query::Query;
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
#[serde(rename_all = "camelCase")]
pub struct GitRefs {
    /// What `refs/heads/` holds.
    pub branches: Vec<GitRef>,
    /// What `refs/convert/` holds: other forms of a dataset, made by the Hub.
    pub converts: Vec<GitRef>,
    /// What `refs/tags/` holds.
    pub tags: Vec<GitRef>,
    /// What `refs/pr/` holds, if it was asked for.
    #[serde(default)]
    pub pull_requests: Vec<GitRef>,
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
    /// `GET /api/{kind}s/{id}/refs`: branches, tags and conversions.
    pub async fn repo_refs(&self, repo: &RepoId) -> Result<GitRefs, HubError> {
        self.0.get(&refs_path(repo)).json().await
    }

    /// The same with the refs of pull requests.
    pub async fn all_repo_refs(&self, repo: &RepoId) -> Result<GitRefs, HubError> {
        self.0.get(&refs_path(repo)).query(&Query::new().set("include_prs", 1)).json().await
    }

    /// The commit that a revision points to, from `GET /api/{kind}s/{id}/revision/{revision}`.
    pub async fn commit_of(&self, repo: &RepoId, revision: &Revision) -> Result<String, HubError> {
        let info = self.repo_info(repo, revision, None).await?;
        info.sha.ok_or_else(|| HubError::NotAHub { url: self.repo_url(repo), missing: "the commit" })
    }

    /// `POST /api/{kind}s/{id}/branch/{branch}`: creates a branch at that revision, or at the head of the default
    /// branch.
    ///
    /// # Errors
    /// A branch that exists is [`RefusalKind::Conflict`].
    pub async fn create_branch(
        &self,
        repo: &RepoId,
        branch: &Revision,
        start: Option<&Revision>,
    ) -> Result<(), HubError> {
        let body = start.map_or_else(|| json!({}), |start| json!({"startingPoint": start.as_str()}));
        self.0.post(&branch_path(repo, branch)).body(&body)?.send().await.map(drop)
    }

    /// Creates a branch at the head of the default one, unless it exists.
    pub async fn create_branch_if_missing(&self, repo: &RepoId, branch: &Revision) -> Result<(), HubError> {
        match self.create_branch(repo, branch, None).await {
            Err(error) if error.is(RefusalKind::Conflict) => Ok(()),
            outcome => outcome,
        }
    }

    /// `DELETE /api/{kind}s/{id}/branch/{branch}`
    ///
    /// # Errors
    /// A branch that does not exist is [`RefusalKind::RevisionNotFound`].
    pub async fn delete_branch(&self, repo: &RepoId, branch: &Revision) -> Result<(), HubError> {
        self.0.delete(&branch_path(repo, branch)).send().await.map(drop)
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

fn refs_path(repo: &RepoId) -> String {
    format!("{}/refs", api_path(repo))
}

fn branch_path(repo: &RepoId, branch: &Revision) -> String {
    format!("{}/branch/{}", api_path(repo), branch.url_segment())
}
