//! What is to be packed: repos of the cache as they are on the disk, found before the first byte is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::accept::is_sound;
use super::manifest::{ListedBlob, ListedRepo, Manifest};
use super::member::is_reference;
use super::{ArchiveError, LONGEST_LISTING};
use crate::base::fs::{Fence, files_under};
use crate::base::sha::{ContentHash, is_hash};
use crate::cache::{Cache, CachedRepo, CachedRevision, Flaw, Tree};
use crate::ids::repo::RepoId;
use crate::ids::revision::{Revision, is_commit_hash};

/// Repos for one archive.
#[derive(Debug, Clone, Default)]
pub struct Packed {
    /// Each of them once.
    pub repos: Vec<PackedRepo>,
}

/// What is packed of one repo.
#[derive(Debug, Clone)]
pub struct PackedRepo {
    /// Its kind and its id.
    pub repo: RepoId,
    /// Contents by their tags.
    pub blobs: BTreeMap<String, PackedBlob>,
    /// The tags of the contents that a path of a commit shows.
    pub entries: BTreeMap<(String, String), String>,
    /// Around its folder in the cache.
    pub fence: Fence,
    /// Listings by their commits.
    pub listings: BTreeMap<String, PathBuf>,
    /// Paths that a commit is known not to have.
    pub absent: BTreeSet<(String, String)>,
    /// Commits by the revisions that mean them.
    pub refs: BTreeMap<String, String>,
    /// Files (commit, path) that a kept listing names and the cache does not have.
    pub missing: BTreeSet<(String, String)>,
    /// Files (commit, path) of snapshots that are none of their commit's, by its kept listing: no import would take them.
    pub left_out: BTreeSet<(String, String)>,
}

/// One content.
#[derive(Debug, Clone)]
pub struct PackedBlob {
    /// The file that has it.
    pub content: PathBuf,
    /// Around that.
    pub fence: Fence,
    /// Bytes.
    pub size: u64,
    /// A path that shows it.
    pub path: String,
}

impl PackedRepo {
    /// All that the cache has of a repo, or of one revision of it: a commit, or a branch or tag that means one.
    ///
    /// # Errors
    /// [`ArchiveError::NoRevision`], or [`ArchiveError::Broken`] if a revision lacks something.
    pub fn of_cache(cache: &Cache, found: &CachedRepo, revision: Option<&Revision>) -> Result<Self, ArchiveError> {
        let repo = RepoId::new(found.kind, &found.id).map_err(|error| ArchiveError::Broken(error.to_string()))?;
        let is_meant = |of: &&CachedRevision| {
            let is_named = revision
                .is_none_or(|meant| of.commit == meant.as_str() || of.refs.iter().any(|name| name == meant.as_str()));
            is_named && (!of.files.is_empty() || flaw_of(found, of).is_some())
        };
        let revisions: Vec<&CachedRevision> = found.revisions.iter().filter(is_meant).collect();
        if revisions.is_empty() {
            let named = revision.map(|revision| format!(" '{revision}'")).unwrap_or_default();
            return Err(ArchiveError::NoRevision { repo: found.cache_id(), named });
        }
        let mut packed = Self {
            repo,
            blobs: BTreeMap::new(),
            entries: BTreeMap::new(),
            fence: found.fence(),
            listings: BTreeMap::new(),
            absent: BTreeSet::new(),
            refs: BTreeMap::new(),
            missing: BTreeSet::new(),
            left_out: BTreeSet::new(),
        };
        for revision in revisions {
            packed.take_in(cache, found, revision)?;
        }
        Ok(packed)
    }

    fn take_in(&mut self, cache: &Cache, found: &CachedRepo, revision: &CachedRevision) -> Result<(), ArchiveError> {
        let commit = &revision.commit;
        if let Some(flaw) = flaw_of(found, revision) {
            return Err(ArchiveError::Broken(flaw.to_string()));
        }
        if !is_commit_hash(commit) {
            return Err(ArchiveError::Broken(format!("'{}' is not named like a commit", revision.path.display())));
        }
        let listing = cache.repo(&self.repo).tree(commit).filter(is_sound);
        for file in &revision.files {
            let (path, blob) = (file.name(), &found.blobs[file.blob]);
            if listing.as_ref().is_some_and(|listing| !listing.files.contains_key(&path)) {
                self.left_out.insert((commit.clone(), path));
                continue;
            }
            let (fence, content) = found.content_of(blob).ok_or_else(|| {
                let entry = revision.path.join(&file.path);
                let (entry, blob) = (entry.display(), blob.path.display());
                ArchiveError::Broken(format!("'{entry}' leads to '{blob}', which is not a content of this cache"))
            })?;
            let packed = PackedBlob { content, fence, size: blob.size, path: path.clone() };
            let etag = etag_of(&blob.path, &packed, listing.as_ref())?;
            self.blobs.entry(etag.clone()).or_insert(packed);
            self.entries.insert((commit.clone(), path), etag);
        }
        if let Some(listing) = listing {
            let named = listing.files.into_keys().map(|path| (commit.clone(), path));
            self.missing.extend(named.filter(|file| !self.entries.contains_key(file)));
            let path = found.path.join("trees").join(format!("{commit}.json"));
            if fs::metadata(&path).is_ok_and(|about| about.len() <= LONGEST_LISTING) {
                self.listings.insert(commit.clone(), path);
            }
        }
        // Nothing is lost if these cannot be read: they only spare questions.
        let folder = found.path.join(".no_exist").join(commit);
        let is_own = self.fence.check(&folder).is_ok();
        let absent = if is_own { files_under(&folder).unwrap_or_default() } else { Vec::new() };
        self.absent.extend(absent.into_iter().map(|file| (commit.clone(), file.path)));
        let refs = revision.refs.iter().filter(|name| is_reference(name));
        self.refs.extend(refs.map(|name| (name.clone(), commit.clone())));
        Ok(())
    }

    /// The commits of which something is packed, in their order.
    pub fn commits(&self) -> BTreeSet<&str> {
        let shown = self.entries.keys().chain(&self.absent).map(|(commit, _)| commit);
        shown.chain(self.refs.values()).chain(self.listings.keys()).map(String::as_str).collect()
    }
}

/// What the revision lacks, or what it may have from anywhere.
fn flaw_of<'f>(found: &'f CachedRepo, revision: &CachedRevision) -> Option<&'f Flaw> {
    let is_of_all = |flaw: &Flaw| matches!(flaw, Flaw::LinkedFolder(folder) if folder.parent() == Some(&found.path));
    found.flaws.iter().find(|flaw| flaw.path().starts_with(&revision.path) || is_of_all(flaw))
}

fn listed_blob((etag, blob): (&String, &PackedBlob)) -> ListedBlob {
    ListedBlob { etag: etag.clone(), size: blob.size, path: blob.path.clone() }
}

/// The hash that the content must have: what the listing says, else the name of the blob, else that of the content.
fn etag_of(blob: &Path, packed: &PackedBlob, listing: Option<&Tree>) -> Result<String, ArchiveError> {
    let is_blob = blob.parent().and_then(Path::file_name).is_some_and(|folder| folder == "blobs");
    let name = || blob.file_name().and_then(|name| name.to_str()).filter(|name| is_blob && is_hash(name));
    let listed = listing.and_then(|listing| Some(listing.files.get(&packed.path)?.etag()));
    if let Some(etag) = listed.or_else(name) {
        return Ok(etag.to_owned());
    }
    let hashed = packed.fence.read(&packed.content).and_then(|file| ContentHash::sha256().of_reader(file));
    hashed.map_err(|source| ArchiveError::Content { path: packed.content.clone(), source })
}

impl Packed {
    /// What will be said first.
    pub(super) fn manifest(&self) -> Manifest {
        let listed = |repo: &PackedRepo| ListedRepo {
            folder: repo.repo.folder_name(),
            commits: repo.commits().into_iter().map(str::to_owned).collect(),
            refs: repo.refs.clone(),
            entries: repo.entries.len(),
            blobs: repo.blobs.iter().map(listed_blob).collect(),
        };
        Manifest::new(self.repos.iter().map(listed).collect())
    }

    /// Every content once, though several repos may have it, with its size in bytes.
    pub fn contents(&self) -> BTreeMap<&str, u64> {
        let blobs = self.repos.iter().flat_map(|repo| &repo.blobs);
        blobs.map(|(etag, blob)| (etag.as_str(), blob.size)).collect()
    }
}
