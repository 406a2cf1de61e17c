//! Where things are in the cache: names to paths, nothing else. No path is made of a name that leads elsewhere.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::CacheError;
use crate::base::fs::{Fence, UnsafeName, safe_relative};
use crate::ids::repo::RepoId;

/// The paths of one repo in the cache.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    root: PathBuf,
    folder: PathBuf,
    locks: PathBuf,
    hub: Fence,
    fence: Fence,
}

impl Layout {
    /// In a cache, which the fence is around.
    pub(super) fn new(hub: &Fence, repo: &RepoId) -> Self {
        let (root, name) = (hub.root().to_owned(), repo.folder_name());
        let (folder, locks) = (root.join(&name), root.join(".locks").join(&name));
        Self { root, folder, locks, hub: hub.clone(), fence: hub.inside(&name) }
    }

    /// Around the whole cache: for locks, and for what repos share.
    pub(super) fn hub(&self) -> &Fence {
        &self.hub
    }

    /// Around the folder of the repo.
    pub(super) fn fence(&self) -> &Fence {
        &self.fence
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the locks on the blobs are.
    pub(super) fn locks(&self) -> &Path {
        &self.locks
    }

    pub(super) fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    pub(super) fn blob(&self, etag: &str) -> Result<PathBuf, UnsafeName> {
        Ok(self.blobs().join(segment(etag)?))
    }

    /// The names of refs keep their slashes.
    pub(super) fn reference(&self, revision: &str) -> Result<PathBuf, UnsafeName> {
        Ok(self.folder.join("refs").join(safe_relative(revision)?))
    }

    pub(super) fn snapshot(&self, commit: &str) -> Result<PathBuf, UnsafeName> {
        Ok(self.folder.join("snapshots").join(segment(commit)?))
    }

    pub(super) fn entry(&self, commit: &str, path: &str) -> Result<PathBuf, UnsafeName> {
        Ok(self.snapshot(commit)?.join(safe_relative(path)?))
    }

    pub(super) fn absent(&self, commit: &str, path: &str) -> Result<PathBuf, UnsafeName> {
        Ok(self.folder.join(".no_exist").join(segment(commit)?).join(safe_relative(path)?))
    }

    pub(super) fn lock(&self, etag: &str) -> Result<PathBuf, UnsafeName> {
        Ok(self.locks.join(format!("{}.lock", segment(etag)?)))
    }
}

/// Whether no link is in the place of one of these folders or on the way to it. One that is missing will be made.
pub(super) fn check_folders(fence: &Fence, folders: &HashSet<PathBuf>) -> Result<(), CacheError> {
    let linked = |folder: &PathBuf| fence.check(folder).map_err(CacheError::io("look at", folder)).err();
    let found = folders.iter().filter_map(linked).filter(|error| matches!(error, CacheError::Linked(_)));
    // The same one each time.
    found.min_by_key(ToString::to_string).map_or(Ok(()), Err)
}

/// Around the cache that a repo is in, by the folder of the repo.
pub(super) fn fence_above(repo: &Path) -> Fence {
    Fence::new(repo.parent().unwrap_or(Path::new("")).to_owned())
}

/// Around the folder of a repo.
pub(super) fn fence_of(repo: &Path) -> Fence {
    fence_above(repo).inside(&repo.file_name().unwrap_or_default().to_string_lossy())
}

/// The listing of a commit below the folder of a repo, or below `.cache/huggingface` of a local one.
pub(super) fn tree(folder: &Path, commit: &str) -> Result<PathBuf, UnsafeName> {
    Ok(trees(folder).join(format!("{}.json", segment(commit)?)))
}

/// Where all listings are.
pub(super) fn trees(folder: &Path) -> PathBuf {
    folder.join("trees")
}

/// A name that is one file or folder: a commit or an entity tag.
pub(super) fn segment(name: &str) -> Result<&str, UnsafeName> {
    if name.contains(['/', '\\']) {
        return Err(UnsafeName::Malformed(name.to_owned()));
    }
    safe_relative(name).map(|_| name)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Fence, Layout, segment, tree};
    use crate::ids::repo::{RepoId, RepoKind};

    fn layout() -> Layout {
        Layout::new(&Fence::new(PathBuf::from("/hub")), &RepoId::new(RepoKind::Dataset, "ada/data").unwrap())
    }

    #[test]
    fn everything_of_a_repo_is_where_python_puts_it() {
        let layout = layout();
        for (path, expected) in [
            (layout.blob("e7a9").unwrap(), "/hub/datasets--ada--data/blobs/e7a9"),
            (layout.reference("refs/pr/1").unwrap(), "/hub/datasets--ada--data/refs/refs/pr/1"),
            (layout.entry("c0", "a/b.txt").unwrap(), "/hub/datasets--ada--data/snapshots/c0/a/b.txt"),
            (layout.absent("c0", "a/b.txt").unwrap(), "/hub/datasets--ada--data/.no_exist/c0/a/b.txt"),
            (layout.lock("e7a9").unwrap(), "/hub/.locks/datasets--ada--data/e7a9.lock"),
            (tree(layout.folder(), "c0").unwrap(), "/hub/datasets--ada--data/trees/c0.json"),
        ] {
            assert_eq!(path, Path::new(expected));
        }
    }

    #[test]
    fn commits_and_tags_are_one_name() {
        assert_eq!(segment("e7a9-2"), Ok("e7a9-2"));
        for name in ["", ".", "..", "a/b", "a\\b", "C:", "/a", "a\0"] {
            assert!(segment(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn no_name_leads_out_of_the_repo() {
        let layout = layout();
        assert!(layout.blob("../x").is_err());
        assert!(layout.reference("../x").is_err());
        assert!(layout.entry("..", "x").is_err());
        assert!(layout.entry("c0", "/etc/passwd").is_err());
        assert!(layout.absent("c0", "../x").is_err());
        assert!(layout.lock("a/b").is_err());
        assert!(tree(layout.folder(), "../x").is_err());
    }
}
