//! What is printed of a discussion that was changed.

use serde::Serialize;

use crate::ids::repo::RepoId;

#[derive(Serialize)]
pub(super) struct Changed<'a> {
    pub(super) num: u64,
    pub(super) repo: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<&'a str>,
}

impl<'a> Changed<'a> {
    pub(super) fn of(repo: &'a RepoId, num: u64) -> Self {
        Self { num, repo: repo.id(), comment_id: None, title: None }
    }
}
