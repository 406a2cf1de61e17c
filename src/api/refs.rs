//! Branches of a repo.

use serde_json::json;

use super::error::RefusalKind;
use super::repos::api_path;
use super::{Hub, HubError};
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

impl Hub {
    /// `POST /api/{kind}s/{id}/branch/{branch}`: makes a branch at the head of the default one, unless it is there.
    ///
    /// # Errors
    /// Any [`HubError`] but a conflict.
    pub async fn create_branch_if_missing(&self, repo: &RepoId, branch: &Revision) -> Result<(), HubError> {
        let path = format!("{}/branch/{}", api_path(repo), branch.url_segment());
        match self.0.post(&path).body(&json!({}))?.send().await {
            Err(error) if !error.is(RefusalKind::Conflict) => Err(error),
            _ => Ok(()),
        }
    }
}
