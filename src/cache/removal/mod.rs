//! What is to go from a cache folder, and what that frees: chosen and counted first, shown to the user, then done by
//! [`Removal::run`].
//!
//! Chosen revisions take their snapshot, their refs and those contents that no other revision of the repo shows; a
//! repo of which every revision is chosen goes as a whole. Listings, markers of absent files and locks stay, as the
//! Python client leaves them. What has come since the choice was made stays too.

mod chosen;
mod run;
mod state;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::CacheError;
use super::live::Live;
use super::scan::{CachedBlob, CachedFile, CachedRepo, CachedRevision, PartialFile, Scan, partials_of};
use super::store::Payload;

pub use chosen::{Chosen, Counts};
pub use run::{Outcome, Remnant};
use state::State;

/// Everything that is to go. Nothing is touched before [`Self::run`].
#[derive(Debug, Default)]
pub struct Removal {
    root: PathBuf,
    parts: Vec<Part>,
    partials: Vec<PartialFile>,
    /// Contents of the store that nobody uses.
    unused: BTreeSet<PathBuf>,
    /// Contents of the store whose users cannot be told.
    kept: BTreeSet<PathBuf>,
    /// Whether a rule made the choice, and not somebody who named what is to go.
    is_by_rule: bool,
    freed: u64,
}

/// What goes from one repo.
#[derive(Debug)]
struct Part {
    repo: PathBuf,
    /// What must not be followed.
    linked: Option<PathBuf>,
    is_whole: bool,
    snapshots: Vec<PathBuf>,
    /// Entries of snapshots that stay.
    entries: Vec<PathBuf>,
    /// The contents that nothing else shows, and how many bytes each frees.
    contents: BTreeMap<PathBuf, u64>,
    /// Contents of the store that these are links to.
    payloads: BTreeSet<PathBuf>,
    /// What the repo held when the choice was made.
    known: State,
}

impl Removal {
    /// Bytes that are free on the disk afterwards: of contents that repos share, only those whose last user goes.
    pub fn freed(&self) -> u64 {
        self.freed
    }

    /// Refuses what would go outside of the cache.
    ///
    /// # Errors
    /// [`CacheError::Linked`]: a repo of which something is to go is behind a link.
    pub fn check(&self) -> Result<(), CacheError> {
        let linked = self.parts.iter().find_map(|part| part.linked.clone());
        linked.map_or(Ok(()), |linked| Err(CacheError::Linked(linked)))
    }

    /// What failed requests left of repos too, unless somebody is downloading one by then.
    #[must_use]
    pub(super) fn with_remnants<'r>(mut self, remnants: impl Iterator<Item = &'r CachedRepo>) -> Self {
        let whole = |repo| Part { is_whole: true, ..Part::of(repo) };
        // Unfinished downloads are counted by themselves: what they leave goes the next time.
        let is_idle = |repo: &&CachedRepo| Live::of(&repo.path).is_empty() && partials_of(&repo.path).is_empty();
        self.parts.extend(remnants.filter(is_idle).map(whole));
        self
    }

    /// The choice is a rule's: a revision that gets another ref before it goes is not what the rule meant.
    #[must_use]
    pub(super) fn by_rule(mut self) -> Self {
        self.is_by_rule = true;
        self
    }

    /// These unfinished downloads too.
    #[must_use]
    pub fn with_partials<'p>(mut self, partials: impl IntoIterator<Item = &'p PartialFile>) -> Self {
        for partial in partials {
            self.freed += partial.size;
            self.partials.push(partial.clone());
        }
        self
    }

    /// These contents of the store too, unless somebody uses them by then.
    #[must_use]
    pub fn with_payloads<'p>(mut self, payloads: impl IntoIterator<Item = &'p Payload>) -> Self {
        for payload in payloads {
            self.freed += payload.size;
            self.unused.insert(payload.path.clone());
        }
        self
    }
}

impl Scan {
    /// What goes with the chosen revisions.
    pub fn removal(&self, chosen: &Chosen) -> Removal {
        let part = |(at, revisions): (usize, BTreeSet<usize>)| {
            let is_whole = chosen.is_whole(self, at);
            Part { is_whole, ..Part::of_revisions(&self.repos[at], &revisions) }
        };
        self.removal_of(chosen.iter().map(|(at, revisions)| part((at, revisions.collect()))).collect())
    }

    /// What goes with some files of some revisions, each given by its repo, its revision and itself. Refs stay, and
    /// snapshots too, even if nothing is left in them.
    pub fn removal_of_files(&self, files: &[(&CachedRepo, &CachedRevision, &CachedFile)]) -> Removal {
        let mut by_repo: BTreeMap<&Path, Vec<(PathBuf, usize)>> = BTreeMap::new();
        for (repo, revision, file) in files {
            by_repo.entry(&repo.path).or_default().push((revision.path.join(&file.path), file.blob));
        }
        let repos = self.repos.iter().filter_map(|repo| Some((repo, by_repo.remove(repo.path.as_path())?)));
        let parts = repos.map(|(repo, entries)| Part::of_files(repo, entries)).collect();
        self.removal_of(parts)
    }

    fn removal_of(&self, parts: Vec<Part>) -> Removal {
        let own: u64 = parts.iter().flat_map(|part| part.contents.values()).sum();
        let sizes: HashMap<&Path, &Payload> = self.payloads.iter().map(|known| (known.path.as_path(), known)).collect();
        let payloads: BTreeSet<&PathBuf> = parts.iter().flat_map(|part| &part.payloads).collect();
        let goes = |user: &PathBuf| parts.iter().any(|part| part.takes(user));
        let is_freed = |payload: &&&Payload| {
            let users = payload.users.as_ref().filter(|users| !users.is_empty());
            users.is_some_and(|users| users.iter().all(goes))
        };
        let shared = payloads.into_iter().filter_map(|payload| sizes.get(payload.as_path())).filter(is_freed);
        let freed = own + shared.map(|payload| payload.size).sum::<u64>();
        let kept = self.payloads.iter().filter(|payload| payload.users.is_none()).map(|payload| payload.path.clone());
        Removal { root: self.root.clone(), kept: kept.collect(), parts, freed, ..Removal::default() }
    }
}

impl Part {
    fn of(repo: &CachedRepo) -> Self {
        Self {
            repo: repo.path.clone(),
            linked: repo.linked.clone(),
            is_whole: false,
            snapshots: Vec::new(),
            entries: Vec::new(),
            contents: BTreeMap::new(),
            payloads: BTreeSet::new(),
            known: State::scanned(repo),
        }
    }

    fn of_revisions(repo: &CachedRepo, chosen: &BTreeSet<usize>) -> Self {
        let (gone, kept): (Vec<_>, Vec<_>) = repo.revisions.iter().enumerate().partition(|(at, _)| chosen.contains(at));
        let kept: HashSet<usize> = kept.into_iter().flat_map(|(_, revision)| revision.blobs()).collect();
        let snapshots = gone.iter().map(|(_, revision)| revision.path.clone()).collect();
        let unlinked: BTreeSet<usize> = gone.into_iter().flat_map(|(_, revision)| revision.blobs()).collect();
        Self { snapshots, ..Self::of(repo) }
            .with_contents(unlinked.difference(&kept.into_iter().collect()).map(|blob| &repo.blobs[*blob]))
    }

    /// Some entries, each with the position of its content.
    fn of_files(repo: &CachedRepo, files: Vec<(PathBuf, usize)>) -> Self {
        let (entries, unlinked): (Vec<PathBuf>, BTreeSet<usize>) = files.into_iter().unzip();
        let gone: HashSet<&Path> = entries.iter().map(PathBuf::as_path).collect();
        let all =
            repo.revisions.iter().flat_map(|of| of.files.iter().map(|file| (of.path.join(&file.path), file.blob)));
        let kept: BTreeSet<usize> =
            all.filter(|(entry, _)| !gone.contains(entry.as_path())).map(|(_, blob)| blob).collect();
        let contents = unlinked.difference(&kept).map(|blob| &repo.blobs[*blob]);
        Self { entries, ..Self::of(repo) }.with_contents(contents)
    }

    fn with_contents<'b>(mut self, unlinked: impl Iterator<Item = &'b CachedBlob>) -> Self {
        for blob in unlinked {
            self.payloads.extend(blob.payload.clone());
            self.contents.insert(blob.path.clone(), blob.own_size());
        }
        self
    }

    /// Whether a blob goes.
    fn takes(&self, blob: &Path) -> bool {
        self.contents.contains_key(blob) || self.is_whole && blob.starts_with(&self.repo)
    }

    /// The commit of a snapshot, or of an entry of one.
    fn commit_of(&self, path: &Path) -> String {
        let inner = path.strip_prefix(self.repo.join("snapshots")).unwrap_or(path);
        inner.iter().next().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Whether a content is a blob of the repo's own. Others go with their entries, or are not the cache's to remove.
    fn has_blob(&self, content: &Path) -> bool {
        content.parent() == Some(&self.repo.join("blobs"))
    }
}
