//! Locks on blobs: `.locks/<repo folder>/<etag>.lock`, which Python processes take too. Needed to write a blob, not to
//! read one. Lock files are never removed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::layout::fence_above;
use super::{CacheError, RepoCache};
use crate::base::fs::{Fence, FileLock};

impl RepoCache {
    /// Waits until this process alone may write the blob. Blocks the thread.
    ///
    /// # Errors
    /// When the lock file cannot be made or locked.
    pub fn lock(&self, etag: &str) -> Result<FileLock, CacheError> {
        let path = self.layout.lock(etag)?;
        make(self.layout.hub(), ("lock", &path), |fence| FileLock::acquire(fence, &path))
    }

    /// The lock if it is free, `None` if another process or task is writing the blob: then wait and ask again.
    ///
    /// # Errors
    /// As [`Self::lock`].
    pub fn try_lock(&self, etag: &str) -> Result<Option<FileLock>, CacheError> {
        let path = self.layout.lock(etag)?;
        make(self.layout.hub(), ("lock", &path), |fence| FileLock::try_acquire(fence, &path))
    }
}

/// Whether somebody holds the lock of this blob of the repo in this folder now. Makes no file; one that cannot be opened
/// may be held.
pub(super) fn is_held(repo: &Path, etag: &str) -> bool {
    let path = folder_of(repo).join(format!("{etag}.lock"));
    path.exists() && !matches!(FileLock::try_acquire(&fence_above(repo), &path), Ok(Some(_)))
}

/// Where the locks are on the blobs of the repo in this folder.
fn folder_of(repo: &Path) -> PathBuf {
    let root = repo.parent().unwrap_or(Path::new(""));
    root.join(".locks").join(repo.file_name().unwrap_or_default())
}

/// The entity tags of the repo in this folder whose locks somebody holds now.
pub(super) fn held_of(repo: &Path) -> impl Iterator<Item = String> {
    let fence = fence_above(repo);
    let locks = fs::read_dir(folder_of(repo)).into_iter().flatten().flatten().map(|entry| entry.path());
    let etag = |path: PathBuf| Some(path.file_name()?.to_str()?.strip_suffix(".lock")?.to_owned());
    locks.filter(move |path| matches!(FileLock::try_acquire(&fence, path), Ok(None))).filter_map(etag)
}

/// The lock of a blob that is about to be removed. Of a lock file that this has made nothing is left.
#[derive(Debug)]
pub(super) struct Brief {
    made: Option<(Fence, PathBuf)>,
    _lock: FileLock,
}

impl Brief {
    /// `None` if somebody is writing the blob of this tag of the repo in this folder.
    ///
    /// # Errors
    /// When the lock file cannot be made or locked.
    pub(super) fn take(repo: &Path, etag: &str) -> Result<Option<Self>, CacheError> {
        let path = folder_of(repo).join(format!("{etag}.lock"));
        let fence = fence_above(repo);
        let is_new = !path.exists();
        let lock = make(&fence, ("lock", &path), |fence| FileLock::try_acquire(fence, &path))?;
        let made = is_new.then_some((fence, path));
        Ok(lock.map(|lock| Self { made, _lock: lock }))
    }
}

impl Drop for Brief {
    /// While the lock is held: who waits for it sees that it is a lock on nothing.
    fn drop(&mut self) {
        if let Some((fence, path)) = &self.made {
            drop(fence.remove(path));
            // Not if others are there.
            drop(path.parent().map(fs::remove_dir));
        }
    }
}

/// Does what makes something at this path behind the fence; where its folder is missing, that is made first. `action` is
/// what to call it when it cannot be done.
pub(super) fn make<T>(
    fence: &Fence,
    (action, path): (&'static str, &Path),
    mut attempt: impl FnMut(&Fence) -> io::Result<T>,
) -> Result<T, CacheError> {
    let outcome = match (attempt(fence), path.parent()) {
        (Err(error), Some(parent)) if error.kind() == io::ErrorKind::NotFound => {
            fence.make_folder(parent).map_err(CacheError::io("make the folder", parent))?;
            attempt(fence)
        }
        (outcome, _) => outcome,
    };
    outcome.map_err(CacheError::io(action, path))
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
