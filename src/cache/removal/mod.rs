//! What is to go from a cache folder, and what that frees: chosen and counted first, shown to the user, then done by
//! [`Removal::run`].
//!
//! Chosen revisions take their snapshot, their refs and those contents that no other revision of the repo shows; a
//! repo of which every revision is chosen goes as a whole. Listings, markers of absent files and locks stay, as the
//! Python client leaves them.

mod run;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::CacheError;
use super::scan::{CachedBlob, CachedFile, CachedRepo, CachedRevision, PartialFile, Scan};
use super::store::Payload;

pub use run::Remnant;

/// Which revisions of a [`Scan`] are to go, by their positions in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen(BTreeMap<usize, BTreeSet<usize>>);

/// How much is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Repos of which nothing stays.
    pub repos: usize,
    /// Revisions, those of such repos too.
    pub revisions: usize,
    /// Revisions of repos of which something stays.
    pub partial: usize,
}

impl Chosen {
    /// The whole repo, even one without revisions.
    pub fn add_repo(&mut self, scan: &Scan, repo: usize) {
        self.0.entry(repo).or_default().extend(0..scan.repos[repo].revisions.len());
    }

    /// One revision of it.
    pub fn add(&mut self, repo: usize, revision: usize) {
        self.0.entry(repo).or_default().insert(revision);
    }

    /// Not this revision after all.
    pub fn take_back(&mut self, repo: usize, revision: usize) {
        let is_left_empty = self.0.get_mut(&repo).is_some_and(|revisions| {
            revisions.remove(&revision);
            revisions.is_empty()
        });
        if is_left_empty {
            self.0.remove(&repo);
        }
    }

    pub fn contains(&self, repo: usize, revision: usize) -> bool {
        self.0.get(&repo).is_some_and(|revisions| revisions.contains(&revision))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every repo of which something is chosen, with the revisions that are, in the order of the scan.
    pub fn iter(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = usize> + '_)> {
        self.0.iter().map(|(repo, revisions)| (*repo, revisions.iter().copied()))
    }

    /// Whether nothing of the repo would stay.
    pub fn is_whole(&self, scan: &Scan, repo: usize) -> bool {
        self.0.get(&repo).is_some_and(|revisions| revisions.len() == scan.repos[repo].revisions.len())
    }

    pub fn counts(&self, scan: &Scan) -> Counts {
        let mut counts = Counts::default();
        for (repo, revisions) in &self.0 {
            counts.revisions += revisions.len();
            if self.is_whole(scan, *repo) {
                counts.repos += 1;
            } else {
                counts.partial += revisions.len();
            }
        }
        counts
    }
}

/// Everything that is to go. Nothing is touched before [`Self::run`].
#[derive(Debug, Default)]
pub struct Removal {
    root: PathBuf,
    /// What must not be followed.
    linked: Option<PathBuf>,
    repos: Vec<PathBuf>,
    snapshots: Vec<PathBuf>,
    refs: Vec<PathBuf>,
    entries: Vec<PathBuf>,
    blobs: BTreeSet<PathBuf>,
    partials: Vec<PathBuf>,
    /// Contents of the store that may have lost their last user.
    payloads: BTreeSet<PathBuf>,
    freed: u64,
}

impl Removal {
    /// Bytes that are free on the disk afterwards: of contents that repos share, only those whose last user goes.
    pub fn freed(&self) -> u64 {
        self.freed
    }

    /// Refuses what would go outside of the cache.
    ///
    /// # Errors
    /// [`CacheError::LinkedFolder`]: a repo of which something is to go is behind a link.
    pub fn check(&self) -> Result<(), CacheError> {
        self.linked.clone().map_or(Ok(()), |linked| Err(CacheError::LinkedFolder(linked)))
    }

    /// These unfinished downloads too.
    #[must_use]
    pub fn with_partials<'p>(mut self, partials: impl IntoIterator<Item = &'p PartialFile>) -> Self {
        for partial in partials {
            self.freed += partial.size;
            self.partials.push(partial.path.clone());
        }
        self
    }

    /// These contents of the store too, unless somebody uses them by then.
    #[must_use]
    pub fn with_payloads<'p>(mut self, payloads: impl IntoIterator<Item = &'p Payload>) -> Self {
        for payload in payloads {
            self.freed += payload.size;
            self.payloads.insert(payload.path.clone());
        }
        self
    }
}

impl Scan {
    /// What goes with the chosen revisions.
    pub fn removal(&self, chosen: &Chosen) -> Removal {
        let mut removal = Removal { root: self.root.clone(), ..Removal::default() };
        let mut unlinked = Vec::new();
        for (at, revisions) in &chosen.0 {
            let repo = &self.repos[*at];
            removal.linked = removal.linked.or_else(|| repo.linked.clone());
            if chosen.is_whole(self, *at) {
                removal.repos.push(repo.path.clone());
                unlinked.extend(&repo.blobs);
            } else {
                unlinked.extend(removal.add_revisions(repo, revisions));
            }
        }
        removal.count(self, &unlinked);
        removal
    }

    /// What goes with some files of some revisions, each given by its repo, its revision and itself. Refs stay, and
    /// snapshots too, even if nothing is left in them.
    pub fn removal_of_files(&self, files: &[(&CachedRepo, &CachedRevision, &CachedFile)]) -> Removal {
        let mut removal = Removal { root: self.root.clone(), ..Removal::default() };
        removal.linked = files.iter().find_map(|(repo, ..)| repo.linked.clone());
        removal.entries = files.iter().map(|(_, revision, file)| revision.path.join(&file.path)).collect();
        let entries: HashSet<&Path> = removal.entries.iter().map(PathBuf::as_path).collect();
        let mut unlinked = BTreeMap::new();
        for (repo, _, file) in files {
            let stays = |revision: &CachedRevision, other: &CachedFile| {
                other.blob == file.blob && !entries.contains(revision.path.join(&other.path).as_path())
            };
            let is_shown = repo.revisions.iter().any(|of| of.files.iter().any(|other| stays(of, other)));
            let blob = &repo.blobs[file.blob];
            if !is_shown {
                unlinked.insert(&blob.path, blob);
            }
        }
        for (repo, _, file) in files {
            let blob = &repo.blobs[file.blob].path;
            if unlinked.contains_key(blob) && is_in_blobs(repo, blob) {
                removal.blobs.insert(blob.clone());
            }
        }
        removal.count(self, &unlinked.into_values().collect::<Vec<_>>());
        removal
    }
}

impl Removal {
    /// Some revisions of a repo of which something stays. Gives the contents that go with them.
    fn add_revisions<'r>(&mut self, repo: &'r CachedRepo, chosen: &BTreeSet<usize>) -> Vec<&'r CachedBlob> {
        let (gone, kept): (Vec<_>, Vec<_>) = repo.revisions.iter().enumerate().partition(|(at, _)| chosen.contains(at));
        let kept: HashSet<usize> = kept.into_iter().flat_map(|(_, revision)| revision.blobs()).collect();
        let mut unlinked: BTreeSet<usize> = BTreeSet::new();
        for (_, revision) in gone {
            self.snapshots.push(revision.path.clone());
            self.refs.extend(revision.refs.iter().map(|name| repo.path.join("refs").join(name)));
            unlinked.extend(revision.blobs().difference(&kept));
        }
        let unlinked: Vec<&CachedBlob> = unlinked.into_iter().map(|blob| &repo.blobs[blob]).collect();
        self.blobs.extend(unlinked.iter().map(|blob| blob.path.clone()).filter(|path| is_in_blobs(repo, path)));
        unlinked
    }

    fn count(&mut self, scan: &Scan, unlinked: &[&CachedBlob]) {
        let paths: HashSet<&Path> = unlinked.iter().map(|blob| blob.path.as_path()).collect();
        self.payloads.extend(unlinked.iter().filter_map(|blob| blob.payload.clone()));
        let own: u64 = unlinked.iter().map(|blob| blob.own_size()).sum();
        let is_freed = |payload: &&Payload| {
            let users = payload.users.as_ref().filter(|users| !users.is_empty());
            let all_go = users.is_some_and(|users| users.iter().all(|user| paths.contains(user.as_path())));
            all_go && self.payloads.contains(&payload.path)
        };
        let shared: u64 = scan.payloads.iter().filter(is_freed).map(|payload| payload.size).sum();
        self.freed += own + shared;
    }
}

/// Whether a content is a blob of the repo's own. Others go with their snapshot, or are not the cache's to remove.
fn is_in_blobs(repo: &CachedRepo, content: &Path) -> bool {
    content.parent() == Some(&repo.path.join("blobs"))
}
