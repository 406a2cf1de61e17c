//! What is printed of a tag that was created or deleted.

use serde::Serialize;

use crate::ids::repo::RepoId;

#[derive(Serialize)]
pub(super) struct Changed<'a> {
    tag: &'a str,
    repo_type: &'static str,
    repo_id: &'a str,
}

impl<'a> Changed<'a> {
    pub(super) fn of(tag: &'a str, repo: &'a RepoId) -> Self {
        Self { tag, repo_type: repo.kind().singular(), repo_id: repo.id() }
    }
}
