//! Contents, named by their entity tag: `blobs/<etag>`. A blob may be a link into the store that repos share, so
//! nothing here takes it for a regular file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::journal::{self, Content, Kept};
use super::lock::make;
use super::partial::Site;
use super::{CacheError, Partial, RepoCache};
use crate::base::fs::{Fence, SecondName};

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
        let partial = self.at_site(etag, |site| site.create())?;
        self.mark();
        Ok(partial)
    }

    /// Makes the blob a second name of a file with that content, which is absolute, or a copy of it. Hold the blob's
    /// lock.
    ///
    /// # Errors
    /// When it cannot be made in that way; the blob is as it was.
    pub fn take_in(&self, etag: &str, first: &Path, kind: SecondName) -> Result<(), CacheError> {
        self.at_site(etag, |site| site.place(first, kind))?;
        self.mark();
        Ok(())
    }

    /// Makes the blob of a file with that content, which is there no longer. Hold the blob's lock.
    ///
    /// # Errors
    /// When it cannot be moved; then it is where it was.
    pub fn take_over(&self, etag: &str, file: &Path) -> Result<(), CacheError> {
        let blob = self.layout.blob(etag)?;
        let source = Fence::new(file.parent().unwrap_or(Path::new("")).to_owned());
        let rename = |fence: &Fence| match source.move_to(file, fence, &blob) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Ok(true),
            outcome => outcome.map(|()| false),
        };
        let is_elsewhere = make(self.layout.fence(), ("move", &blob), rename)?;
        if is_elsewhere {
            self.take_in(etag, file, SecondName::Copy)?;
        }
        // Of two names of one file the system moves none, and says that it did.
        if is_elsewhere || is_another_name(file, &blob) {
            fs::remove_file(file).map_err(CacheError::io("remove", file))?;
        }
        self.mark();
        Ok(())
    }

    /// As [`Self::partial`] for content that is worth going on with: it is kept, with a journal of its blocks, until it
    /// is complete. What an earlier run left of the same content is gone on with.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn kept_partial(&self, content: Content<'_>) -> Result<Kept, CacheError> {
        let kept = self.at_site(content.etag, |site| Kept::take(site, content))?;
        self.mark();
        Ok(kept)
    }

    /// Does something where the blob of this tag is downloaded.
    fn at_site<T>(&self, etag: &str, act: impl FnOnce(&Site<'_>) -> Result<T, CacheError>) -> Result<T, CacheError> {
        let (folder, destination) = (self.layout.blobs(), self.layout.blob(etag)?);
        act(&Site { fence: self.layout.fence(), folder: &folder, stem: etag, destination: &destination })
    }

    /// Bytes on the disk that earlier attempts have filled of these contents.
    pub fn kept_bytes<'e>(&self, etags: impl IntoIterator<Item = &'e str>) -> u64 {
        let blobs = self.layout.blobs();
        let stems = Partial::stems(&blobs);
        let kept = etags.into_iter().filter(|etag| stems.contains(*etag));
        kept.map(|etag| Partial::kept_bytes(&blobs, etag)).sum()
    }

    /// Removes what attempts that ended early left of contents that are complete now. The folder is listed once for all
    /// of them; a content that another process is at stays as it is.
    pub fn remove_leftovers<'e>(&self, etags: impl IntoIterator<Item = &'e str>) {
        let blobs = self.layout.blobs();
        let stems = Partial::stems(&blobs);
        for etag in etags.into_iter().filter(|etag| stems.contains(*etag)) {
            if let Ok(Some(_lock)) = self.try_lock(etag) {
                let remove = |site: &Site<'_>| {
                    journal::remove_abandoned(site);
                    Ok(())
                };
                // A tag that is not a file name has no leftovers.
                drop(self.at_site(etag, remove));
            }
        }
    }
}

/// Whether both are names of one file, and not the same name by another way.
#[cfg(unix)]
fn is_another_name(file: &Path, blob: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(one), Ok(other)) = (fs::symlink_metadata(file), fs::symlink_metadata(blob)) else { return false };
    let is_same = (one.dev(), one.ino()) == (other.dev(), other.ino());
    let places = (fs::canonicalize(file), fs::canonicalize(blob));
    is_same && one.nlink() > 1 && matches!(places, (Ok(one), Ok(other)) if one != other)
}

#[cfg(not(unix))]
fn is_another_name(_file: &Path, _blob: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use crate::cache::Content;
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
    fn of_a_blob_that_has_two_names_the_other_goes() {
        let (folder, repo) = sandbox();
        let blob = repo.blob("e1").unwrap();
        let mine = folder.path().join("mine");
        fs::write(&mine, "four").unwrap();
        fs::create_dir_all(blob.parent().unwrap()).unwrap();
        fs::hard_link(&mine, &blob).unwrap();
        repo.take_over("e1", &blob).unwrap();
        assert!(mine.exists() && blob.exists(), "it is its own name");
        repo.take_over("e1", &mine).unwrap();
        assert!(!mine.exists() && repo.has_blob("e1", Some(4)));
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
    fn leftovers_of_complete_content_go_unless_somebody_writes_them() {
        let (_folder, repo) = sandbox();
        let content = Content { etag: "e1", size: 4, block: 4 };
        let live = repo.kept_partial(content).unwrap();
        let dead = repo.folder().join("blobs/e1.0123abcd.incomplete");
        fs::write(&dead, "x").unwrap();
        repo.remove_leftovers(["e0"]);
        assert!(dead.exists());
        repo.remove_leftovers(["e0", "e1"]);
        assert!(live.partial.path().exists() && !dead.exists());
    }

    #[test]
    fn leftovers_of_a_content_that_somebody_fetches_stay() {
        let (_folder, repo) = sandbox();
        let lock = repo.lock("e1").unwrap();
        let partial = repo.partial("e1").unwrap();
        repo.remove_leftovers(["e1"]);
        assert!(partial.path().exists());
        drop(lock);
    }

    #[test]
    fn the_cache_is_marked_for_backup_programs() {
        let (folder, repo) = sandbox();
        drop(repo.partial("e1").unwrap());
        assert!(folder.path().join("CACHEDIR.TAG").exists());
    }
}
