//! What a scan finds: repos, revisions, files, contents and unfinished downloads.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::flaw::Flaw;
use crate::base::fs::Fence;
use crate::base::time::unix_seconds;
use crate::cache::layout::{fence_above, fence_of};
use crate::cache::{journal, lock, partial};
use crate::ids::repo::RepoKind;

/// One repo of a cache.
#[derive(Debug)]
pub struct CachedRepo {
    /// As the name of its folder says it.
    pub kind: RepoKind,
    /// As the name of its folder says it, such as `ada/tiny`.
    pub id: String,
    /// Its folder.
    pub path: PathBuf,
    /// In the order of their commits.
    pub revisions: Vec<CachedRevision>,
    /// Every content that a snapshot shows, once.
    pub blobs: Vec<CachedBlob>,
    /// What is broken in it; empty for a repo that Python lists too.
    pub flaws: Vec<Flaw>,
    /// No content was ever here: a request that failed left a ref, a listing or the marker of an absent file.
    pub is_remnant: bool,
    /// Its folder, or one in it, that is a link: what is below may be anywhere, so nothing of the repo is removed.
    pub linked: Option<PathBuf>,
    /// The latest of all contents, or of the folder if there are none.
    pub moments: Moments,
}

/// One snapshot of a repo.
#[derive(Debug)]
pub struct CachedRevision {
    /// The name of its folder: 40 hex digits, unless somebody else made it.
    pub commit: String,
    /// Its folder.
    pub path: PathBuf,
    /// Its entries that have a content.
    pub files: Vec<CachedFile>,
    /// The branches, tags and pull requests that mean it, sorted; none if it is detached.
    pub refs: Vec<String>,
    /// Bytes of its contents, each counted once.
    pub size: u64,
    /// When the latest of its contents was written, in Unix seconds; of its folder if there are none.
    pub modified: f64,
}

/// One entry of a snapshot.
#[derive(Debug)]
pub struct CachedFile {
    /// Where it is in the snapshot.
    pub path: PathBuf,
    /// Which of [`CachedRepo::blobs`] it shows.
    pub blob: usize,
}

/// A content of a repo.
#[derive(Debug)]
pub struct CachedBlob {
    /// `blobs/<etag>` of the repo, or the entry of the snapshot itself where links were not possible.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Of the content itself, behind all links.
    pub moments: Moments,
    /// The content in the store that repos share, if the blob is a link there.
    pub payload: Option<PathBuf>,
    /// Whether the bytes are somewhere else, as those of an entry that somebody made a link to a file of his own.
    pub is_foreign: bool,
}

/// A file that is still being downloaded, or was left by a download that ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialFile {
    /// Its name ends in `.incomplete`.
    pub path: PathBuf,
    /// Bytes.
    pub size: u64,
}

/// When something was last read and last written, in Unix seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// As far as the file system keeps it.
    pub accessed: f64,
    /// The last change of the content.
    pub modified: f64,
}

impl Moments {
    pub(super) fn of(about: &Metadata) -> Self {
        let seconds = |time: std::io::Result<std::time::SystemTime>| time.map(unix_seconds).unwrap_or_default();
        Self { accessed: seconds(about.accessed()), modified: seconds(about.modified()) }
    }

    /// The later of each kind; `None` if there are none.
    pub(super) fn latest(all: impl Iterator<Item = Self>) -> Option<Self> {
        all.reduce(|one, other| Self {
            accessed: one.accessed.max(other.accessed),
            modified: one.modified.max(other.modified),
        })
    }
}

impl CachedRepo {
    /// Around the folder of the repo.
    pub fn fence(&self) -> Fence {
        fence_of(&self.path)
    }

    /// Where one of its [`Self::blobs`] is to be read, and behind which fence; `None` if that is outside of the cache.
    pub fn content_of(&self, blob: &CachedBlob) -> Option<(Fence, PathBuf)> {
        match &blob.payload {
            Some(payload) => Some((fence_above(&self.path), payload.clone())),
            None => (!blob.is_foreign).then(|| (self.fence(), blob.path.clone())),
        }
    }

    /// What names the repo on the command line: `model/ada/tiny`.
    pub fn cache_id(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// Bytes of its contents, each counted once.
    pub fn size(&self) -> u64 {
        self.blobs.iter().map(|blob| blob.size).sum()
    }

    /// Every ref of the repo that means a revision, sorted.
    pub fn refs(&self) -> Vec<&str> {
        let mut refs: Vec<&str> =
            self.revisions.iter().flat_map(|revision| &revision.refs).map(String::as_str).collect();
        refs.sort_unstable();
        refs
    }
}

impl CachedRevision {
    /// Whether no branch, tag or pull request means it any more, or ever did.
    pub fn is_detached(&self) -> bool {
        self.refs.is_empty()
    }

    /// Which of the repo's blobs it shows.
    pub fn blobs(&self) -> HashSet<usize> {
        self.files.iter().map(|file| file.blob).collect()
    }
}

impl CachedBlob {
    /// Bytes that are the repo's alone: none of what is shared, or is somewhere else.
    pub fn own_size(&self) -> u64 {
        if self.payload.is_some() || self.is_foreign { 0 } else { self.size }
    }
}

impl CachedFile {
    /// Where it is in the snapshot, with `/` between the parts on every system.
    pub fn name(&self) -> String {
        slashed(&self.path)
    }
}

impl PartialFile {
    /// Whether a process is at it now: it holds the lock of the blob that this is to become, or of its journal.
    pub fn is_live(&self) -> bool {
        let name = self.path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let Some((repo, etag)) = self.path.ancestors().nth(2).zip(partial::etag_of(name)) else { return false };
        lock::is_held(repo, etag) || journal::is_in_use(&fence_of(repo), &self.path)
    }
}

/// A relative path with `/` between its parts on every system.
pub(in crate::cache) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
