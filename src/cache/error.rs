//! What can go wrong with a cache folder.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::base::fs::{Linked, UnsafeName};

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
    /// The cache folder does not exist.
    #[error("cache folder '{}' does not exist", .0.display())]
    Missing(PathBuf),
    /// Nothing in the cache has these names.
    #[error("not in the cache: {}", .0.join(", "))]
    NotHere(Vec<String>),
    /// Files that do not match their hashes.
    #[error("{}", if *.0 == 1 { "1 file does not match its hash".to_owned() } else { format!("{} files do not match their hashes", .0) })]
    Damaged(usize),
    /// Files or folders that should have been checked.
    #[error("{}", if *.0 == 1 { "1 file or folder cannot be read".to_owned() } else { format!("{} files or folders cannot be read", .0) })]
    Unreadable(usize),
    /// A process is downloading into it, so it was left alone.
    #[error("'{}' was left alone: a download is using it", .0.display())]
    InUse(PathBuf),
    /// A repo that was to be removed got new content after that was decided.
    #[error("'{}' changed in the meantime: new content was kept", .0.display())]
    Changed(PathBuf),
    /// A revision that was to be removed got a ref after that was decided.
    #[error("'{}' was kept: a branch or tag now points to it", .0.display())]
    Named(PathBuf),
    /// What an earlier removal moved aside still cannot be removed.
    #[error("'{}' is left over from an earlier removal and cannot be removed: {source}", path.display())]
    Leftover {
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A link in the place of a folder or a file that may lead anywhere.
    #[error("'{}' is a link: nothing behind it was changed", .0.display())]
    Linked(PathBuf),
    /// A name from a server or a user that must not become a path.
    #[error(transparent)]
    UnsafeName(#[from] UnsafeName),
}

impl CacheError {
    /// For `map_err`: what was attempted on what. A link in the way is named instead.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| match Linked::of(&source) {
            Some(link) => Self::Linked(link.to_owned()),
            None => Self::Io { action, path, source },
        }
    }

    /// Whether no space is left, on the disk or in the user's quota.
    pub fn is_disk_full(&self) -> bool {
        self.has_kind(&[ErrorKind::StorageFull, ErrorKind::QuotaExceeded])
    }

    /// Whether the folder can only be read, so that its content can still be used.
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
