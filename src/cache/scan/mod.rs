//! What a cache folder holds: repos, their revisions and files, what is unfinished and what is broken. Names, sizes and
//! times only: no content is read, and nothing is written.
//!
//! The numbers are those of the Python client: a content counts once a repo however many entries show it, what no
//! snapshot shows counts nowhere, and times are those of the contents. But a repo with a broken part, which Python
//! leaves out altogether, is here with all that can be read of it, and says what is wrong.

mod cached;
mod flaw;
mod repo;
#[cfg(test)]
pub(super) mod tests;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::store::{Payload, Store};
use super::{Cache, CacheError};
use crate::base::parallel;
use crate::ids::repo::of_folder_name;

pub(super) use cached::slashed;
pub use cached::{CachedBlob, CachedFile, CachedRepo, CachedRevision, Moments, PartialFile};
pub use flaw::Flaw;
use repo::is_of_the_system;
pub(super) use repo::{partials_of, refs_of};

/// Everything in a cache folder.
#[derive(Debug, Default)]
pub struct Scan {
    /// The folder, with links on the way to it resolved.
    pub root: PathBuf,
    /// In the order of their [`CachedRepo::cache_id`].
    pub repos: Vec<CachedRepo>,
    /// Downloads that are not finished, whoever writes them or has left them, in the order of their paths.
    pub partials: Vec<PartialFile>,
    /// The contents of the store that repos share, in the order of their paths.
    pub payloads: Vec<Payload>,
    /// What is in the folder and is no repo.
    pub strays: Vec<Flaw>,
}

impl Cache {
    /// Looks at everything in the cache folder, on all cores. Blocks the thread.
    ///
    /// # Errors
    /// [`CacheError::Missing`] if there is no such folder, [`CacheError::Io`] if it cannot be read at all. What is wrong
    /// below it is told by [`Scan::flaws`].
    pub fn scan(&self) -> Result<Scan, CacheError> {
        let missing = |_| CacheError::Missing(self.root().to_owned());
        let root = fs::canonicalize(self.root()).map_err(missing)?;
        let entries = fs::read_dir(&root).map_err(CacheError::io("read", &root))?;
        let store = Store::open(&root);
        let mut scan = Scan { root, ..Scan::default() };
        let mut places = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let is_ours = name == ".locks" || name == "CACHEDIR.TAG" || name == "blobs" && store.is_some();
            if !is_ours && !is_of_the_system(&name) {
                match place(&entry.path()) {
                    Ok(place) => places.push(place),
                    Err(flaw) => scan.strays.push(flaw),
                }
            }
        }
        for (repo, partials) in parallel::map(&places, |place| repo::scan(place, store.as_ref())) {
            scan.repos.push(repo);
            scan.partials.extend(partials);
        }
        scan.payloads = store.map_or_else(Vec::new, |store| store.payloads());
        scan.keep_what_entries_show();
        scan.repos.sort_by_cached_key(CachedRepo::cache_id);
        scan.partials.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        scan.strays.sort_unstable_by(|one, other| one.path().cmp(other.path()));
        Ok(scan)
    }
}

impl Scan {
    /// Bytes of all contents of the cache on the disk: what repos share counts once, and what nobody uses any more counts
    /// too.
    pub fn size(&self) -> u64 {
        let blobs = self.repos.iter().flat_map(|repo| &repo.blobs);
        let own: u64 = blobs.map(CachedBlob::own_size).sum();
        own + self.payloads.iter().map(|payload| payload.size).sum::<u64>()
    }

    /// Who uses a content that an entry leads to past the blobs of its repo cannot be told from these.
    fn keep_what_entries_show(&mut self) {
        let foreign = self.repos.iter().flat_map(|repo| &repo.blobs).filter(|blob| blob.is_foreign);
        let shown: HashSet<&Path> = foreign.map(|blob| blob.path.as_path()).collect();
        for payload in self.payloads.iter_mut().filter(|payload| shown.contains(payload.path.as_path())) {
            payload.users = None;
        }
    }

    /// Everything that is wrong, what belongs to no repo first.
    pub fn flaws(&self) -> impl Iterator<Item = &Flaw> {
        self.strays.iter().chain(self.listed().flat_map(|repo| &repo.flaws))
    }

    /// All repos but those of which only a failed request left something.
    pub(super) fn listed(&self) -> impl Iterator<Item = &CachedRepo> {
        self.repos.iter().filter(|repo| !repo.is_remnant)
    }

    /// Where the repo is in [`Self::repos`] that this id (`model/ada/tiny`) names, in any case: the Hub knows no
    /// difference. The exact one goes first.
    pub fn find_repo(&self, cache_id: &str) -> Option<usize> {
        let found = |is: &dyn Fn(&str) -> bool| self.repos.iter().position(|repo| is(&repo.cache_id()));
        found(&|id| id == cache_id).or_else(|| found(&|id| id.to_lowercase() == cache_id.to_lowercase()))
    }

    /// Where every revision of this commit is: in [`Self::repos`], and in its [`CachedRepo::revisions`].
    pub fn find_commit(&self, commit: &str) -> Vec<(usize, usize)> {
        let repos = self.repos.iter().enumerate();
        let all = repos.flat_map(|(repo, of)| (0..of.revisions.len()).map(move |revision| (repo, revision)));
        all.filter(|(repo, revision)| self.repos[*repo].revisions[*revision].commit.eq_ignore_ascii_case(commit))
            .collect()
    }

    /// Contents of the store that no repo uses any more. One without a readable manifest may be in use.
    pub fn unused_payloads(&self) -> impl Iterator<Item = &Payload> {
        self.payloads.iter().filter(|payload| payload.users.as_ref().is_some_and(|users| users.is_empty()))
    }
}

/// The folder of a repo, or the one of its own folders, that is a link.
pub(super) fn linked_folder(repo: &Path) -> Option<PathBuf> {
    let inner = repo::FOLDERS.map(|name| repo.join(name));
    [repo.to_owned()].into_iter().chain(inner).find(|folder| folder.is_symlink())
}

/// Where the contents are that the snapshots of the repo in this folder show.
pub(super) fn contents_of(repo: &Path) -> HashSet<PathBuf> {
    let blobs = place(repo).map(|place| repo::scan(&place, None).0.blobs).unwrap_or_default();
    blobs.into_iter().map(|blob| blob.path).collect()
}

/// The [`CachedRepo::cache_id`] of the repo in this folder, if it is named like one.
pub(super) fn id_of(folder: &Path) -> Option<String> {
    place(folder).ok().map(|place| format!("{}/{}", place.kind, place.id))
}

/// What the name of an entry of a cache folder says.
fn place(path: &Path) -> Result<repo::Place, Flaw> {
    if !path.is_dir() {
        return Err(Flaw::NotAFolder(path.to_owned()));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (kind, id) = of_folder_name(&name).ok_or_else(|| Flaw::NotARepo(path.to_owned()))?;
    Ok(repo::Place { kind, id, path: path.to_owned() })
}
