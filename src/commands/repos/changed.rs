//! What is printed of a repo, or of a branch, that was changed.

use serde::Serialize;

use crate::ids::repo::RepoId;

#[derive(Serialize)]
pub(super) struct ChangedRepo<'a> {
    repo_id: &'a str,
}

impl<'a> ChangedRepo<'a> {
    pub(super) fn of(repo: &'a RepoId) -> Self {
        Self { repo_id: repo.id() }
    }
}
