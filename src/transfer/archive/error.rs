//! Why repos could not be packed or unpacked.

use std::io;
use std::path::PathBuf;

use super::stream::Unwritable;
use crate::cache::CacheError;

/// What went wrong, with what is needed to tell the user.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// No such repo in the cache.
    #[error("'{0}' is not in the cache")]
    NoRepo(String),
    /// No such revision of a repo in the cache.
    #[error("{repo} has no revision{named} with files in the cache")]
    NoRevision { repo: String, named: String },
    /// A part of the cache is not as it should be, and would not be in the archive either.
    #[error("{0}")]
    Broken(String),
    /// A file of the cache.
    #[error("cannot read '{}'", .path.display())]
    Content { path: PathBuf, source: io::Error },
    #[error("cannot read the archive")]
    Read(#[source] io::Error),
    #[error("cannot write the archive")]
    Write(#[source] io::Error),
    /// The first entry is not what `hf cache export` writes first.
    #[error("this is no archive of `hf cache export`")]
    NotAnArchive,
    #[error("the archive is of format {0}, which this version does not know")]
    UnknownFormat(u64),
    /// A name, a kind or a target that no cache has; nothing was written for it.
    #[error("the archive holds '{0}', which has no place in a cache")]
    Foreign(String),
    /// A commit never changes, and its listing says something else of the path.
    #[error("the archive holds '{0}', which is not what the listing of the commit says")]
    Contradiction(String),
    /// What would be written below this folder would be elsewhere.
    #[error("'{}' is a link, and an import writes into no other folder", .0.display())]
    Elsewhere(PathBuf),
    /// A content is not what its name says: in the archive, or in the cache that was to be packed.
    #[error("'{what}' is damaged: its hash is {found}")]
    Damaged { what: String, found: String },
    /// It promises more than it holds.
    #[error("the archive ends before '{0}'")]
    Incomplete(String),
    /// Found before anything was written; sizes in bytes.
    #[error("'{}' has room for {free} bytes, and {needed} are needed", .target.display())]
    NoRoom { needed: u64, free: u64, target: PathBuf },
    /// Nobody waits for the result any more.
    #[error("interrupted")]
    Interrupted,
}

impl From<Unwritable> for ArchiveError {
    fn from(Unwritable(source): Unwritable) -> Self {
        Self::Write(source)
    }
}
