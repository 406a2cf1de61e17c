//! Locks on blobs: `.locks/<repo folder>/<etag>.lock`, which Python processes take too. Needed to write a blob, not to
//! read one. Lock files are never removed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{CacheError, RepoCache};
use crate::base::fs::FileLock;

impl RepoCache {
    /// Waits until this process alone may write the blob. Blocks the thread.
    ///
    /// # Errors
    /// When the lock file cannot be made or locked.
    pub fn lock(&self, etag: &str) -> Result<FileLock, CacheError> {
        let path = self.lock_path(etag)?;
        taken(&path, FileLock::acquire(&path))
    }

    /// The lock if it is free, `None` if another process or task is writing the blob: then wait and ask again.
    ///
    /// # Errors
    /// As [`Self::lock`].
    pub fn try_lock(&self, etag: &str) -> Result<Option<FileLock>, CacheError> {
        let path = self.lock_path(etag)?;
        taken(&path, FileLock::try_acquire(&path))
    }

    fn lock_path(&self, etag: &str) -> Result<PathBuf, CacheError> {
        let path = self.layout.lock(etag)?;
        make_parent(&path)?;
        Ok(path)
    }
}

/// The outcome of locking the file at this path.
pub(super) fn taken<T>(path: &Path, outcome: io::Result<T>) -> Result<T, CacheError> {
    outcome.map_err(CacheError::io("lock", path))
}

/// Makes the folder that the path is in.
pub(super) fn make_parent(path: &Path) -> Result<(), CacheError> {
    match path.parent() {
        Some(parent) => fs::create_dir_all(parent).map_err(CacheError::io("make the folder", parent)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::cache::snapshot::tests::sandbox;

    #[test]
    fn a_blob_has_one_writer_at_a_time() {
        let (folder, repo) = sandbox();
        let held = repo.lock("e1").unwrap();
        assert!(repo.try_lock("e1").unwrap().is_none());
        assert!(repo.try_lock("e2").unwrap().is_some());
        drop(held);
        assert!(repo.try_lock("e1").unwrap().is_some());
        assert!(folder.path().join(".locks/models--ada--tiny/e1.lock").exists());
    }
}
