//! What goes wrong with a cache folder.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::base::fs::UnsafeName;

/// Why the cache could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The system refused.
    #[error("cannot {action} '{}'", path.display())]
    Io {
        /// What was attempted, as a verb: `write`, `lock`, ...
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// There is no cache folder.
    #[error("there is no cache folder '{}'", .0.display())]
    Missing(PathBuf),
    /// What was named to be looked up is not in the cache.
    #[error("not in the cache: {}", .0.join(", "))]
    NotHere(Vec<String>),
    /// Files that are not what their hashes say.
    #[error("{}", if *.0 == 1 { "1 file is not what its hash says".to_owned() } else { format!("{} files are not what their hashes say", .0) })]
    Damaged(usize),
    /// Files or folders that were to be checked.
    #[error("{}", if *.0 == 1 { "1 file or folder cannot be read".to_owned() } else { format!("{} files or folders cannot be read", .0) })]
    Unreadable(usize),
    /// A process is downloading into it, so that it was left as it is.
    #[error("'{}' is left as it is: a download is at it", .0.display())]
    InUse(PathBuf),
    /// A repo of which all was to go has got something since that was decided.
    #[error("'{}' has changed in the meantime: what is new in it stays", .0.display())]
    Changed(PathBuf),
    /// A revision that was to go has got a ref since that was decided.
    #[error("'{}' stays: a branch or a tag means it now", .0.display())]
    Named(PathBuf),
    /// What an earlier removal moved away still cannot be removed.
    #[error("'{}' is left of an earlier removal, and cannot be removed: {source}", path.display())]
    Leftover {
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A folder of a repo is a link, and what is below it may be outside of the cache.
    #[error("'{}' is a link: what it leads to is not removed", .0.display())]
    LinkedFolder(PathBuf),
    /// A name that a server or a user gave must not become a path.
    #[error(transparent)]
    UnsafeName(#[from] UnsafeName),
}

impl CacheError {
    /// For `map_err`: what was attempted on what.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }

    /// Whether there is no room left, on the disk or in the user's share of it.
    pub fn is_disk_full(&self) -> bool {
        self.has_kind(&[ErrorKind::StorageFull, ErrorKind::QuotaExceeded])
    }

    /// Whether the folder may be read only, so that what it holds can still be used.
    pub fn is_read_only(&self) -> bool {
        self.has_kind(&[ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem])
    }

    fn has_kind(&self, kinds: &[ErrorKind]) -> bool {
        matches!(self, Self::Io { source, .. } if kinds.contains(&source.kind()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::path::Path;

    use super::CacheError;

    fn error(kind: ErrorKind) -> CacheError {
        CacheError::io("write", Path::new("/x"))(kind.into())
    }

    #[test]
    fn a_full_disk_and_a_read_only_one_are_told_apart() {
        assert!(error(ErrorKind::StorageFull).is_disk_full());
        assert!(error(ErrorKind::QuotaExceeded).is_disk_full());
        assert!(!error(ErrorKind::PermissionDenied).is_disk_full());
        assert!(error(ErrorKind::PermissionDenied).is_read_only());
        assert!(error(ErrorKind::ReadOnlyFilesystem).is_read_only());
        assert!(!error(ErrorKind::NotFound).is_read_only());
    }
}
