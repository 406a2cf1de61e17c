//! What is printed of a branch that was created or deleted.

use serde::Serialize;

use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

#[derive(Serialize)]
pub(super) struct Changed<'a> {
    branch: &'a str,
    repo_type: &'static str,
    repo_id: &'a str,
}

impl<'a> Changed<'a> {
    pub(super) fn of(branch: &'a Revision, repo: &'a RepoId) -> Self {
        Self { branch: branch.as_str(), repo_type: repo.kind().singular(), repo_id: repo.id() }
    }
}
