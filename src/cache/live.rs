//! What processes are fetching into a repo of the cache now, as their locks tell, and which revisions may need it. Takes no
//! lock for longer than a look.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::layout::fence_of;
use super::scan::partials_of;
use super::{lock, partial, tree};

/// What is being fetched into a repo.
pub(super) struct Live {
    repo: PathBuf,
    etags: HashSet<String>,
}

impl Live {
    /// Of the repo in this folder.
    pub(super) fn of(repo: &Path) -> Self {
        let mut etags: HashSet<String> = lock::held_of(repo).collect();
        for partial in partials_of(repo).into_iter().filter(super::PartialFile::is_live) {
            let name = partial.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            etags.extend(partial::etag_of(&name).map(str::to_owned));
        }
        Self { repo: repo.to_owned(), etags }
    }

    /// Whether nobody is at it.
    pub(super) fn is_empty(&self) -> bool {
        self.etags.is_empty()
    }

    /// Whether what is being fetched may be for this revision: its kept listing names it, or there is none.
    pub(super) fn may_be_for(&self, commit: &str) -> bool {
        let is_named = |tree: super::Tree| tree.files.values().any(|file| self.etags.contains(file.etag()));
        !self.is_empty() && tree::read(&fence_of(&self.repo), &self.repo, commit).is_none_or(is_named)
    }
}
