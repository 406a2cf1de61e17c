//! Where the files of a download go, and what is there of them already. All that differs between a snapshot of the
//! cache and a folder of the user's is decided here; fetching is the same for both.

use std::fs;
use std::path::{Path, PathBuf};

use super::planned::PlannedFile;
use crate::base::fs::SecondName;
use crate::cache::{CacheError, LocalDir, Origin, RepoCache, Tree};
use crate::ids::revision::Revision;

/// Where the files go.
#[derive(Debug, Clone)]
pub enum Target {
    /// Into a snapshot of the cache.
    Cache(RepoCache),
    /// Into a folder, at their own paths. Files that the cache has are copied from there.
    Folder { folder: LocalDir, cache: RepoCache },
    /// Into the cache, and from there into a folder, without a second copy where possible.
    Linked {
        cache: RepoCache,
        folder: LocalDir,
        /// The only way to link; `None` for the best that works: a reflink, a hard link, a copy.
        only: Option<SecondName>,
    },
}

/// A file that an earlier download left.
#[derive(Debug)]
pub(super) struct FileOnDisk {
    pub place: PathBuf,
    /// The commit that it is of, or the revision that is wanted if nothing says which.
    pub commit: String,
    /// Whether the commit is known and not assumed.
    pub is_of_commit: bool,
    /// Empty if it is not recorded.
    pub etag: String,
}

impl Target {
    /// The repo's part of the cache, whether files go there or not.
    pub(super) fn cache(&self) -> &RepoCache {
        match self {
            Self::Cache(cache) | Self::Folder { cache, .. } | Self::Linked { cache, .. } => cache,
        }
    }

    /// Whether files go into the cache, where one content serves all files that have it.
    pub(super) fn is_cache(&self) -> bool {
        match self {
            Self::Cache(_) | Self::Linked { .. } => true,
            Self::Folder { .. } => false,
        }
    }

    /// The folder that everything is below.
    pub(super) fn root(&self) -> &Path {
        match self {
            Self::Folder { folder, .. } => folder.folder(),
            Self::Cache(cache) | Self::Linked { cache, .. } => cache.folder(),
        }
    }

    /// The folder that has the files of a commit, whether it exists or not.
    pub(super) fn files_of(&self, commit: &str) -> Result<PathBuf, CacheError> {
        match self {
            Self::Folder { folder, .. } => Ok(folder.folder().to_owned()),
            Self::Cache(cache) | Self::Linked { cache, .. } => cache.snapshot(commit),
        }
    }

    /// Where a file of a commit is, or will be.
    ///
    /// # Errors
    /// When its path must not be used on a disk.
    pub(super) fn file(&self, commit: &str, path: &str) -> Result<PathBuf, CacheError> {
        match self {
            Self::Folder { folder, .. } => folder.file(path),
            Self::Cache(cache) | Self::Linked { cache, .. } => cache.entry_path(commit, path),
        }
    }

    /// Whether no link is in the place of a folder that a download of these files writes into.
    ///
    /// # Errors
    /// [`CacheError::Linked`].
    pub(super) fn check_folders<'p>(
        &self,
        commit: &str,
        paths: impl Iterator<Item = &'p str>,
    ) -> Result<(), CacheError> {
        match self {
            Self::Folder { folder, .. } => folder.check_folders(paths),
            Self::Cache(cache) | Self::Linked { cache, .. } => cache.check_folders(commit, paths),
        }
    }

    /// The kept listing of a commit, whoever wrote it.
    fn tree(&self, commit: &str) -> Option<Tree> {
        match self {
            Self::Folder { folder, .. } => folder.tree(commit),
            Self::Cache(cache) | Self::Linked { cache, .. } => cache.tree(commit),
        }
    }

    /// The kept listing of a commit, if it is known to have come from there.
    pub(super) fn tree_from(&self, origin: Origin<'_>) -> Option<Tree> {
        self.tree(origin.commit).filter(|tree| self.cache().was_given(tree, origin))
    }

    /// Keeps the listing of a commit.
    pub(super) fn write_tree(&self, origin: Origin<'_>, tree: &Tree) -> Result<(), CacheError> {
        match self {
            Self::Folder { folder, .. } => folder.write_tree(origin.commit, tree),
            Self::Cache(cache) | Self::Linked { cache, .. } => cache.write_tree(origin.commit, tree),
        }?;
        self.cache().remember_listing(tree, origin);
        Ok(())
    }

    /// The kept listing turned out to be wrong: from now on the Hub is asked instead.
    pub(super) fn forget_tree(&self, origin: Origin<'_>) {
        if let Some(tree) = self.tree(origin.commit) {
            self.cache().forget_listing(&tree, origin);
        }
    }

    /// Whether a file of a commit is complete, as far as the disk can tell without a hash.
    ///
    /// # Errors
    /// When its path must not be used on a disk: found here, before anything is written.
    pub(super) fn has(&self, commit: &str, file: &PlannedFile) -> Result<bool, CacheError> {
        match self {
            Self::Folder { folder, .. } => {
                let record = folder.record(&file.path)?.current();
                Ok(record.is_some_and(|record| *record.etag == *file.etag))
            }
            Self::Cache(cache) | Self::Linked { cache, .. } => {
                let entry = cache.entry_path(commit, &file.path)?;
                // An entry that is damaged is fetched again.
                let found = fs::metadata(entry).ok().filter(fs::Metadata::is_file);
                Ok(found.is_some_and(|found| file.size.is_none_or(|size| size == found.len())))
            }
        }
    }

    /// As [`Self::has`] where the Hub cannot be asked: in a folder, a file that the user has changed is used as it is.
    pub(super) fn has_usable(&self, commit: &str, path: &str, size: u64) -> bool {
        match self {
            Self::Folder { folder, .. } => folder.file(path).is_ok_and(|file| file.is_file()),
            Self::Cache(cache) | Self::Linked { cache, .. } => {
                let entry = cache.entry(commit, path).and_then(|entry| entry.metadata().ok());
                entry.is_some_and(|entry| entry.len() == size)
            }
        }
    }

    /// The file that an earlier download left for this revision.
    ///
    /// # Errors
    /// When its path must not be used on a disk, or its record cannot be read.
    pub(super) fn find(&self, revision: &Revision, path: &str) -> Result<Option<FileOnDisk>, CacheError> {
        match self {
            Self::Folder { folder, .. } => {
                let place = folder.file(path)?;
                if !place.is_file() {
                    return Ok(None);
                }
                let record = folder.record(path)?.current();
                let is_of_commit = record.is_some();
                let (commit, etag) = record.map(|record| (record.commit, record.etag)).unzip();
                let (commit, etag) = (commit.unwrap_or_else(|| revision.to_string()), etag.unwrap_or_default());
                Ok(Some(FileOnDisk { place, commit, is_of_commit, etag }))
            }
            Self::Cache(cache) | Self::Linked { cache, .. } => {
                let found = cache.commit_of(revision).and_then(|commit| Some((cache.entry(&commit, path)?, commit)));
                let on_disk = |(place, commit)| FileOnDisk { place, commit, is_of_commit: true, etag: String::new() };
                Ok(found.map(on_disk))
            }
        }
    }

    /// Whether a file is as long as a kept listing says. In a folder, one that the user has changed is used as it is.
    pub(super) fn has_listed_size(&self, path: &str, file: &FileOnDisk) -> bool {
        match self {
            Self::Folder { .. } => true,
            Self::Cache(cache) | Self::Linked { cache, .. } => {
                let tree = cache.tree(&file.commit);
                let listed = tree.and_then(|tree| Some(tree.files.get(path)?.content_size()));
                listed.is_none_or(|size| file.place.metadata().is_ok_and(|found| found.len() == size))
            }
        }
    }

    /// Whether the content of a file is there, and only needs a name.
    pub(super) fn has_content(&self, file: &PlannedFile) -> bool {
        match self {
            Self::Folder { .. } => false,
            Self::Cache(cache) | Self::Linked { cache, .. } => {
                cache.has_blob(&file.etag, file.size) || file.shared().is_some_and(|blob| cache.has_shared(blob))
            }
        }
    }

    /// Bytes that earlier attempts have written of these files.
    pub(super) fn kept_bytes(&self, files: &[&PlannedFile]) -> u64 {
        match self {
            Self::Folder { folder, .. } => folder.kept_bytes(files.iter().map(|file| (&*file.path, &*file.etag))),
            Self::Cache(cache) | Self::Linked { cache, .. } => cache.kept_bytes(files.iter().map(|file| &*file.etag)),
        }
    }

    /// Removes what earlier attempts left of these files, which are complete now.
    pub(super) fn remove_leftovers(&self, files: &[PlannedFile]) {
        match self {
            Self::Folder { folder, .. } => {
                folder.remove_leftovers(files.iter().map(|file| (&*file.path, &*file.etag)));
            }
            Self::Cache(cache) | Self::Linked { cache, .. } => {
                cache.remove_leftovers(files.iter().map(|file| &*file.etag));
            }
        }
    }
}
