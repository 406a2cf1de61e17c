//! The cache folders on disk, to the byte as the Python client leaves them, so that both may use one cache at the same
//! time. Never speaks to the Hub, never prints. Everything blocks.
//!
//! A [`Cache`] holds repos ([`RepoCache`]): contents under `blobs/`, named by their entity tag; `snapshots/<commit>/`
//! with a pointer for each path; `refs/` with the commit that a branch last meant. A [`LocalDir`] is a folder of the
//! user's with downloaded files at their own paths and what is known about them in `.cache/huggingface/`.

mod blob;
mod error;
mod layout;
mod local_dir;
mod lock;
mod partial;
mod refs;
mod snapshot;
mod tag;
mod tree;

use std::path::{Path, PathBuf};

use crate::base::fs::symlinks_work;
use crate::ids::repo::RepoId;

pub use error::CacheError;
pub use local_dir::{LocalDir, LockedFile, Metadata, Record};
pub use partial::Partial;
pub use tree::{Tree, TreeEntry};

use layout::Layout;

/// How a snapshot shows a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMode {
    /// By a relative symbolic link: one copy of each content.
    Symlink,
    /// By being the file: a new blob is moved there, one that others may use is copied.
    Copy,
}

impl LinkMode {
    /// What the cache folder allows, found by trying. Makes the folder.
    pub fn probe(root: &Path) -> Self {
        if symlinks_work(root) { Self::Symlink } else { Self::Copy }
    }
}

/// The cache folder of all repos (`HF_HUB_CACHE`).
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
    links: LinkMode,
}

impl Cache {
    /// Names the folder; nothing is read or made.
    pub fn new(root: PathBuf, links: LinkMode) -> Self {
        Self { root, links }
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The part of one repo; nothing is read or made.
    pub fn repo(&self, repo: &RepoId) -> RepoCache {
        RepoCache { layout: Layout::new(self.root.clone(), repo), links: self.links }
    }
}

/// What the cache holds of one repo. Names that come from a server (commits, tags, paths) are checked wherever they
/// would become paths: those that must not are a [`CacheError::UnsafeName`], or not found where something is looked up.
#[derive(Debug, Clone)]
pub struct RepoCache {
    layout: Layout,
    links: LinkMode,
}

impl RepoCache {
    /// The folder of the repo, such as `models--ada--tiny`, whether it exists or not.
    pub fn folder(&self) -> &Path {
        self.layout.folder()
    }
}
