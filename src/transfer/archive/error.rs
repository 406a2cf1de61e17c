//! Why repos could not be packed or unpacked.

use std::error::Error;
use std::io;
use std::iter::successors;
use std::path::PathBuf;

use super::meter::LongHeader;
use super::stream::Unwritable;
use crate::cache::CacheError;

/// What went wrong, with what is needed to tell the user.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The cache that is read or written.
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
    /// The file itself.
    #[error("cannot read the archive")]
    Read(#[source] io::Error),
    /// Its bytes are not what was packed, or not all of them.
    #[error("the archive is cut off or damaged")]
    Corrupt(#[source] io::Error),
    /// The file itself.
    #[error("cannot write the archive")]
    Write(#[source] io::Error),
    /// The first entry is not what `hf cache export` writes first.
    #[error("not an archive made by `hf cache export`")]
    NotAnArchive,
    /// A later version has written it.
    #[error("this version does not support archive format {0}")]
    UnknownFormat(u64),
    /// A name, a kind or a target that no cache has; nothing was written for it.
    #[error("the archive contains '{0}', which does not belong in a cache")]
    Foreign(String),
    /// Names or other headers of a length that no cache needs; nothing was read of them.
    #[error("the archive contains a header that is too long")]
    LongHeader,
    /// A part that is read as a whole, and has a length that no cache needs.
    #[error("the archive contains '{0}', which is too large")]
    TooLarge(String),
    /// More contents than fit into the first entry.
    #[error("the repos have too many files for one archive")]
    TooMany,
    /// A commit never changes, and its listing says something else of the path.
    #[error("the archive contains '{0}', which contradicts the file listing of the commit")]
    Contradiction(String),
    /// A content of the archive is not what its name says.
    #[error("'{what}' is damaged: its hash is {found}")]
    Damaged { what: String, found: String },
    /// A content of the cache that was to be packed.
    #[error("'{}' is damaged: its hash is {found}", .path.display())]
    DamagedHere { path: PathBuf, found: String },
    /// It promises more than it holds.
    #[error("the archive ends before '{0}'")]
    Incomplete(String),
    /// Found before anything was written; sizes in bytes.
    #[error("not enough space in '{}': {needed} bytes needed, {free} free", .target.display())]
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

impl ArchiveError {
    /// The archive was read to no good end: by the system's fault, or by its own.
    pub(super) fn reading(error: io::Error) -> Self {
        if error.get_ref().is_some_and(|cause| cause.is::<LongHeader>()) {
            Self::LongHeader
        } else if is_of_the_system(&error) {
            Self::Read(error)
        } else {
            Self::Corrupt(error)
        }
    }
}

fn is_of_the_system(error: &io::Error) -> bool {
    let mut causes = successors(Some(error as &(dyn Error + 'static)), |&cause| cause.source());
    causes.any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.raw_os_error().is_some()))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::ArchiveError;

    #[derive(Debug, thiserror::Error)]
    #[error("wrapped")]
    struct Wrapped(#[source] io::Error);

    #[test]
    fn what_the_disk_refuses_is_not_the_archives_fault() {
        let refused = || io::Error::from_raw_os_error(5);
        for error in [refused(), io::Error::other(Wrapped(refused()))] {
            assert!(matches!(ArchiveError::reading(error), ArchiveError::Read(_)));
        }
        for error in [io::ErrorKind::UnexpectedEof.into(), io::Error::other("checksum mismatch")] {
            assert!(matches!(ArchiveError::reading(error), ArchiveError::Corrupt(_)));
        }
    }
}
