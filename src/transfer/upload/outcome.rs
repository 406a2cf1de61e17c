//! How an upload ended: what was committed, where it is, and what was left out.

use std::sync::atomic::Ordering;

use super::UploadError;
use super::session::Session;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// How an upload ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The repo by the id that the Hub knows it by.
    pub repo: RepoId,
    /// 0 when nothing had changed.
    pub commits: usize,
    /// The page of the last commit, or of the one that was there before.
    pub url: String,
    /// Where the files are now: the branch, or the ref of the pull request.
    pub revision: Revision,
    /// The page of the pull request, if one was opened.
    pub pull_request: Option<String>,
    /// Files that a .gitignore excludes.
    pub ignored: usize,
    /// Files that the repo had already.
    pub unchanged: usize,
    /// Files that the repo has no longer.
    pub deleted: usize,
}

impl Outcome {
    pub(super) fn of(session: &Session<'_>, commits: usize, url: String) -> Self {
        Self {
            repo: session.job.to.repo.clone(),
            commits,
            url,
            revision: session.job.to.revision.clone(),
            pull_request: None,
            ignored: session.ignored.load(Ordering::Relaxed),
            unchanged: session.unchanged.load(Ordering::Relaxed),
            deleted: 0,
        }
    }

    pub(super) async fn unchanged(session: &Session<'_>) -> Result<Self, UploadError> {
        Ok(Self::of(session, 0, session.head_url().await?))
    }
}
