//! Which commit a branch, a tag or a shortened hash last meant: `refs/<revision>`, 40 digits and no newline.

use super::{CacheError, RepoCache, by_hash};
use crate::ids::revision::Revision;

impl RepoCache {
    /// The commit that the revision meant when the Hub was last asked; a full hash means itself.
    pub fn commit_of(&self, revision: &Revision) -> Option<String> {
        if revision.is_commit_hash() {
            return Some(revision.to_string());
        }
        let content = self.layout.fence().read_all(&self.layout.reference(revision.as_str()).ok()?).ok()?;
        Some(str::from_utf8(&content).ok()?.trim().to_owned()).filter(|commit| !commit.is_empty())
    }

    /// Remembers which commit the revision means. Writes nothing if that is known or if the revision is the commit, so
    /// that a read-only cache that is up to date can be used.
    ///
    /// # Errors
    /// When the ref cannot be written; on a read-only cache the caller may go on.
    pub fn write_ref(&self, revision: &Revision, commit: &str) -> Result<(), CacheError> {
        let path = self.layout.reference(revision.as_str())?;
        // Compared to the byte: a ref with a newline makes Python leave out the whole repo, and is repaired.
        if revision.as_str() == commit
            || self.layout.fence().read_all(&path).is_ok_and(|known| known == commit.as_bytes())
        {
            return Ok(());
        }
        // Not beside it: the Python client takes every file below `refs` for a ref, and one that leads nowhere makes it
        // leave out the whole repo.
        let asked_for = by_hash::snapshots(self.folder());
        let written = self.layout.fence().write_by_way_of(self.folder(), &path, commit.as_bytes(), None);
        written.map_err(CacheError::io("write", &path))?;
        by_hash::outlive(self.layout.fence(), &asked_for);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::cache::snapshot::tests::{COMMIT, sandbox};
    use crate::ids::revision::Revision;

    fn revision(name: &str) -> Revision {
        name.parse().unwrap()
    }

    #[test]
    fn refs_keep_their_slashes_and_have_no_newline() {
        let (_folder, repo) = sandbox();
        repo.write_ref(&revision("refs/pr/1"), COMMIT).unwrap();
        assert_eq!(fs::read_to_string(repo.folder().join("refs/refs/pr/1")).unwrap(), COMMIT);
        assert_eq!(repo.commit_of(&revision("refs/pr/1")).as_deref(), Some(COMMIT));
        assert_eq!(repo.commit_of(&revision("main")), None);
    }

    #[test]
    fn a_commit_means_itself_and_gets_no_ref() {
        let (_folder, repo) = sandbox();
        repo.write_ref(&revision(COMMIT), COMMIT).unwrap();
        assert!(!repo.folder().exists());
        assert_eq!(repo.commit_of(&revision(COMMIT)).as_deref(), Some(COMMIT));
    }

    #[test]
    fn a_ref_that_moved_is_rewritten() {
        let (_folder, repo) = sandbox();
        let (main, moved) = (revision("main"), COMMIT.replace('a', "b"));
        repo.write_ref(&main, COMMIT).unwrap();
        repo.write_ref(&main, &moved).unwrap();
        assert_eq!(repo.commit_of(&main), Some(moved));
    }

    #[cfg(unix)]
    #[test]
    fn a_ref_that_is_up_to_date_is_not_touched() {
        use std::os::unix::fs::MetadataExt;
        let (_folder, repo) = sandbox();
        repo.write_ref(&revision("main"), COMMIT).unwrap();
        let inode = || fs::metadata(repo.folder().join("refs/main")).unwrap().ino();
        let before = inode();
        repo.write_ref(&revision("main"), COMMIT).unwrap();
        assert_eq!(inode(), before);
    }

    #[test]
    fn a_ref_never_leaves_its_folder() {
        let (_folder, repo) = sandbox();
        assert!(repo.write_ref(&revision("../../x"), COMMIT).is_err());
        assert_eq!(repo.commit_of(&revision("../../x")), None);
    }
}
