//! What a repo holds, as far as a choice depends on it: its commits and its refs. Looked at when the choice is made and
//! again when it is carried out, for a question may stand open in between.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::super::scan::{CachedRepo, Flaw, refs_of, slashed};

#[derive(Debug, Default)]
pub(super) struct State {
    commits: BTreeSet<String>,
    /// Names, and what they mean.
    refs: BTreeSet<(String, String)>,
}

impl State {
    /// As it was when the cache was scanned.
    pub(super) fn scanned(repo: &CachedRepo) -> Self {
        let of_revisions = repo.revisions.iter().flat_map(|revision| {
            let commit = &revision.commit;
            revision.refs.iter().map(move |name| (name.clone(), commit.clone()))
        });
        let folder = repo.path.join("refs");
        let lost = repo.flaws.iter().filter_map(|flaw| match flaw {
            Flaw::NoRevision(path, commit) => Some((slashed(path.strip_prefix(&folder).ok()?), commit.clone())),
            _ => None,
        });
        let commits = repo.revisions.iter().map(|revision| revision.commit.clone()).collect();
        Self { commits, refs: of_revisions.chain(lost).collect() }
    }

    /// As it is in this folder now.
    pub(super) fn now(repo: &Path) -> Self {
        let entries = fs::read_dir(repo.join("snapshots")).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let commits = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let refs = refs_of(repo).into_iter().map(|(name, commit)| (slashed(&name), commit)).collect();
        Self { commits, refs }
    }

    /// Whether the other one holds all of this.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.commits.is_subset(&other.commits) && self.refs.is_subset(&other.refs)
    }

    /// The refs that mean a commit.
    pub(super) fn refs_to(&self, commit: &str) -> BTreeSet<&str> {
        self.refs.iter().filter(|(_, meant)| meant == commit).map(|(name, _)| name.as_str()).collect()
    }
}
