//! Discussions and pull requests of a repo.

use serde::Deserialize;
use serde_json::json;

use super::repos::api_path;
use super::{Hub, HubError};
use crate::ids::repo::RepoId;

/// A pull request that was opened. Its commits go to `refs/pr/{num}`.
#[derive(Debug, Clone, Deserialize)]
pub struct OpenedPullRequest {
    /// Its number in the repo, which it shares with discussions.
    pub num: u64,
}

impl Hub {
    /// `POST /api/{kind}s/{id}/discussions`: opens a pull request against the default branch, as a draft and without
    /// any commit.
    pub async fn open_pull_request(
        &self,
        repo: &RepoId,
        title: &str,
        description: &str,
    ) -> Result<OpenedPullRequest, HubError> {
        let body = json!({"title": title, "description": description, "pullRequest": true});
        self.0.post(&format!("{}/discussions", api_path(repo))).body(&body)?.json().await
    }

    /// The page that lists them.
    pub fn discussions_url(&self, repo: &RepoId) -> String {
        format!("{}/discussions", self.repo_url(repo))
    }

    /// The page of a discussion or of a pull request.
    pub fn discussion_url(&self, repo: &RepoId, num: u64) -> String {
        format!("{}/{num}", self.discussions_url(repo))
    }
}
