//! Contents, named by their entity tag: `blobs/<etag>`. A blob may be a link into the store that repos share, so
//! nothing here takes it for a regular file.

use std::fs;
use std::path::PathBuf;

use super::{CacheError, Partial, RepoCache, tag};

impl RepoCache {
    /// Where the content with this tag is, or would be.
    ///
    /// # Errors
    /// When the tag is not a file name.
    pub fn blob(&self, etag: &str) -> Result<PathBuf, CacheError> {
        Ok(self.layout.blob(etag)?)
    }

    /// Whether the content is there, with the right size in bytes if that is known.
    pub fn has_blob(&self, etag: &str, size: Option<u64>) -> bool {
        let Ok(path) = self.layout.blob(etag) else { return false };
        let Ok(metadata) = fs::metadata(path) else { return false };
        metadata.is_file() && size.is_none_or(|size| size == metadata.len())
    }

    /// A new file to download the content into (`blobs/<etag>.<8 hex>.incomplete`); committed, it is the blob. Hold
    /// the blob's lock meanwhile, or the same bytes may be fetched twice.
    ///
    /// # Errors
    /// When the folder or the file cannot be made.
    pub fn partial(&self, etag: &str) -> Result<Partial, CacheError> {
        let partial = Partial::create(&self.layout.blobs(), etag, self.layout.blob(etag)?)?;
        tag::mark(self.layout.root());
        Ok(partial)
    }

    /// What attempts that ended early left of this content. Only the holder of the blob's lock may go on with one.
    pub fn leftovers(&self, etag: &str) -> Vec<PathBuf> {
        Partial::leftovers(&self.layout.blobs(), etag)
    }

    /// Opens one of the [`Self::leftovers`] to go on with it.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn resume(&self, etag: &str, leftover: PathBuf) -> Result<Partial, CacheError> {
        Partial::reopen(leftover, self.layout.blob(etag)?)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use crate::cache::snapshot::tests::sandbox;

    #[test]
    fn a_blob_is_there_when_its_size_is_right() {
        let (_folder, repo) = sandbox();
        assert!(!repo.has_blob("e1", None));
        let partial = repo.partial("e1").unwrap();
        partial.file().write_all(b"four").unwrap();
        assert!(!repo.has_blob("e1", None));
        partial.commit().unwrap();
        assert!(repo.has_blob("e1", None) && repo.has_blob("e1", Some(4)));
        assert!(!repo.has_blob("e1", Some(5)));
    }

    #[cfg(unix)]
    #[test]
    fn a_blob_may_be_a_link_into_the_shared_store() {
        let (folder, repo) = sandbox();
        fs::create_dir_all(repo.folder().join("blobs")).unwrap();
        std::os::unix::fs::symlink("../../blobs/ab/x", repo.blob("e1").unwrap()).unwrap();
        assert!(!repo.has_blob("e1", None), "it leads nowhere");
        fs::create_dir_all(folder.path().join("blobs/ab")).unwrap();
        fs::write(folder.path().join("blobs/ab/x"), "four").unwrap();
        assert!(repo.has_blob("e1", Some(4)));
    }

    #[test]
    fn what_is_left_of_a_download_can_be_gone_on_with() {
        let (_folder, repo) = sandbox();
        let kept = repo.partial("e1").unwrap().keep();
        assert_eq!(repo.leftovers("e1"), std::slice::from_ref(&kept));
        repo.resume("e1", kept).unwrap().commit().unwrap();
        assert!(repo.has_blob("e1", Some(0)) && repo.leftovers("e1").is_empty());
    }

    #[test]
    fn the_cache_is_marked_for_backup_programs() {
        let (folder, repo) = sandbox();
        drop(repo.partial("e1").unwrap());
        assert!(folder.path().join("CACHEDIR.TAG").exists());
    }
}
