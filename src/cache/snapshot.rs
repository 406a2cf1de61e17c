//! The files of a commit as paths: `snapshots/<commit>/<path>`, a pointer to a blob or, without links, the content.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::lock::make;
use super::partial::Site;
use super::{CacheError, LinkMode, RepoCache};
use crate::base::fs::{Fence, Linked, open_regular, relative_path};

impl RepoCache {
    /// The folder of a commit, whether it exists or not.
    ///
    /// # Errors
    /// When the commit is not a file name.
    pub fn snapshot(&self, commit: &str) -> Result<PathBuf, CacheError> {
        Ok(self.layout.snapshot(commit)?)
    }

    /// Where a file of a commit is, or would be.
    ///
    /// # Errors
    /// When the path must not be used on a disk.
    pub fn entry_path(&self, commit: &str, path: &str) -> Result<PathBuf, CacheError> {
        Ok(self.layout.entry(commit, path)?)
    }

    /// Where a file of a commit is, if it is there with its content.
    pub fn entry(&self, commit: &str, path: &str) -> Option<PathBuf> {
        self.layout.entry(commit, path).ok().filter(|entry| entry.is_file())
    }

    /// The tag of a file of a commit: the name of the blob that its entry points at, or what the kept listing says.
    pub fn etag_of(&self, commit: &str, path: &str) -> Option<String> {
        let entry = self.layout.entry(commit, path).ok()?;
        let pointed_at = fs::read_link(entry).ok().and_then(|blob| Some(blob.file_name()?.to_str()?.to_owned()));
        pointed_at.or_else(|| Some(self.tree(commit)?.files.get(path)?.etag().to_owned()))
    }

    /// Makes the entry for a blob that was there before, and may be in use elsewhere. Returns where the entry is.
    ///
    /// # Errors
    /// When the entry cannot be written.
    pub fn link(&self, commit: &str, path: &str, etag: &str) -> Result<PathBuf, CacheError> {
        self.point(commit, path, etag, copy)
    }

    /// Makes the entry for a blob that was just downloaded for it: without links the blob itself moves there. Returns
    /// where the entry is.
    ///
    /// # Errors
    /// When the entry cannot be written.
    pub fn link_new(&self, commit: &str, path: &str, etag: &str) -> Result<PathBuf, CacheError> {
        self.point(commit, path, etag, relocate)
    }

    fn point(&self, commit: &str, path: &str, etag: &str, instead: Instead) -> Result<PathBuf, CacheError> {
        let (blob, entry) = (self.layout.blob(etag)?, self.layout.entry(commit, path)?);
        self.mark();
        // Links may work in the cache as a whole but not here, as on a mount inside of it, and are refused with any error.
        let link = |fence: &Fence| match replace_link(fence, &blob, &entry) {
            Err(error) if error.kind() == io::ErrorKind::NotFound || Linked::of(&error).is_some() => Err(error),
            outcome => Ok(outcome.is_ok()),
        };
        let fence = self.layout.fence();
        if self.link_mode() == LinkMode::Symlink && make(fence, ("link", &entry), link)? {
            return Ok(entry);
        }
        let blobs = self.layout.blobs();
        instead(&blob, &Site { fence, folder: &blobs, stem: etag, destination: &entry })?;
        Ok(entry)
    }

    /// Whether it is known that a commit has no such file.
    pub fn is_absent(&self, commit: &str, path: &str) -> bool {
        self.layout.absent(commit, path).is_ok_and(|marker| marker.is_file())
    }

    /// Remembers that a commit has no such file. Python libraries ask this before they ask the Hub.
    ///
    /// # Errors
    /// When the marker cannot be written.
    pub fn mark_absent(&self, commit: &str, path: &str) -> Result<(), CacheError> {
        let marker = self.layout.absent(commit, path)?;
        make(self.layout.fence(), ("write", &marker), |fence| fence.open_or_create(&marker)).map(drop)
    }
}

/// What is done where no link can be made.
type Instead = fn(&Path, &Site<'_>) -> Result<(), CacheError>;

fn replace_link(fence: &Fence, blob: &Path, entry: &Path) -> io::Result<()> {
    let target = relative_path(entry.parent().unwrap_or(Path::new("")), blob);
    loop {
        match fence.symlink(&target, entry) {
            // As it should be, or another process was faster and meant the same.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && points_at(entry, &target) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => remove_if_present(fence, entry)?,
            outcome => return outcome,
        }
    }
}

fn remove_if_present(fence: &Fence, path: &Path) -> io::Result<()> {
    match fence.remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn points_at(entry: &Path, target: &Path) -> bool {
    fs::read_link(entry).is_ok_and(|found| found == target)
}

fn copy(blob: &Path, site: &Site<'_>) -> Result<(), CacheError> {
    let mut source = open_regular(blob).map_err(CacheError::io("read", blob))?;
    let partial = site.create()?;
    io::copy(&mut source, &mut partial.file()).map_err(CacheError::io("write", partial.path()))?;
    partial.commit().map(drop)
}

/// Moves the blob, unless it is a link into the shared store, which would lead nowhere from its new place.
fn relocate(blob: &Path, site: &Site<'_>) -> Result<(), CacheError> {
    let entry = site.destination;
    if blob.is_symlink() || make(site.fence, ("write", entry), |fence| fence.rename(blob, entry)).is_err() {
        return copy(blob, site);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use tempfile::TempDir;

    use crate::cache::{Cache, LinkMode, RepoCache};
    use crate::ids::repo::{RepoId, RepoKind};

    pub(in crate::cache) const COMMIT: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    fn sandbox_with(links: LinkMode) -> (TempDir, RepoCache) {
        let folder = tempfile::tempdir().unwrap();
        let repo =
            Cache::new(folder.path().to_owned(), Some(links)).repo(&RepoId::new(RepoKind::Model, "ada/tiny").unwrap());
        (folder, repo)
    }

    pub(in crate::cache) fn sandbox() -> (TempDir, RepoCache) {
        sandbox_with(LinkMode::Symlink)
    }

    fn store(repo: &RepoCache, etag: &str, content: &[u8]) {
        let partial = repo.partial(etag).unwrap();
        partial.file().write_all(content).unwrap();
        partial.commit().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn an_entry_is_a_relative_link_to_its_blob() {
        let (_folder, repo) = sandbox();
        store(&repo, "e1", b"content");
        for (path, target) in [("a.txt", "../../blobs/e1"), ("b/c/d.txt", "../../../../blobs/e1")] {
            let entry = repo.link(COMMIT, path, "e1").unwrap();
            assert_eq!(fs::read_link(&entry).unwrap(), Path::new(target));
            assert_eq!(repo.entry(COMMIT, path), Some(entry));
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_entry_that_points_elsewhere_is_replaced() {
        let (_folder, repo) = sandbox();
        store(&repo, "e1", b"one");
        store(&repo, "e2", b"two");
        repo.link(COMMIT, "a", "e1").unwrap();
        let entry = repo.link_new(COMMIT, "a", "e2").unwrap();
        assert_eq!(fs::read(entry).unwrap(), b"two");
        assert!(repo.has_blob("e1", None));
    }

    #[test]
    fn an_entry_without_its_blob_is_not_there() {
        let (_folder, repo) = sandbox();
        repo.link(COMMIT, "a", "e1").unwrap();
        assert_eq!(repo.entry(COMMIT, "a"), None);
        assert_eq!(repo.entry(COMMIT, "../a"), None);
    }

    #[test]
    fn without_links_a_new_blob_moves_and_a_known_one_is_copied() {
        let (_folder, repo) = sandbox_with(LinkMode::Copy);
        store(&repo, "e1", b"one");
        store(&repo, "e2", b"two");
        let (moved, copied) = (repo.link_new(COMMIT, "a", "e1").unwrap(), repo.link(COMMIT, "b/c", "e2").unwrap());
        assert!(!moved.is_symlink() && !copied.is_symlink());
        assert_eq!((fs::read(moved).unwrap(), fs::read(copied).unwrap()), (b"one".to_vec(), b"two".to_vec()));
        assert!(!repo.has_blob("e1", None) && repo.has_blob("e2", Some(3)));
        assert_eq!(fs::read_dir(repo.folder().join("blobs")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn without_links_a_shared_blob_is_copied_even_if_new() {
        let (folder, repo) = sandbox_with(LinkMode::Copy);
        fs::create_dir_all(repo.folder().join("blobs")).unwrap();
        fs::write(folder.path().join("shared"), "shared").unwrap();
        std::os::unix::fs::symlink("../../shared", repo.blob("e1").unwrap()).unwrap();
        let entry = repo.link_new(COMMIT, "a", "e1").unwrap();
        assert!(!entry.is_symlink() && repo.has_blob("e1", None));
        assert_eq!(fs::read(entry).unwrap(), b"shared");
    }

    #[test]
    fn what_is_absent_is_marked_by_an_empty_file() {
        let (_folder, repo) = sandbox();
        repo.mark_absent(COMMIT, "a/b.txt").unwrap();
        repo.mark_absent(COMMIT, "a/b.txt").unwrap();
        let marker = repo.folder().join(".no_exist").join(COMMIT).join("a/b.txt");
        assert_eq!(fs::metadata(marker).unwrap().len(), 0);
    }

    #[test]
    fn names_that_lead_out_are_refused_before_anything_is_written() {
        let (folder, repo) = sandbox();
        assert!(repo.link(COMMIT, "../../x", "e1").is_err());
        assert!(repo.link(COMMIT, "a", "../e1").is_err());
        assert!(repo.mark_absent("..", "a").is_err());
        assert!(repo.partial("../e1").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
