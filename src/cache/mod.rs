//! The cache folders on disk, to the byte as the Python client leaves them, so that both may use one cache at the same
//! time. Never speaks to the Hub, never prints. Everything blocks.
//!
//! A [`Cache`] holds repos ([`RepoCache`]): contents under `blobs/`, named by their entity tag; `snapshots/<commit>/`
//! with a pointer for each path; `refs/` with the commit that a branch last meant. A [`LocalDir`] is a folder of the
//! user's with downloaded files at their own paths and what is known about them in `.cache/huggingface/`.

mod blob;
mod by_hash;
mod checked;
mod error;
mod journal;
mod layout;
mod live;
mod local_dir;
mod lock;
mod partial;
mod prune;
mod record;
mod refs;
mod removal;
mod scan;
mod select;
mod shared;
mod snapshot;
mod store;
mod tag;
mod tree;
pub mod usage;
pub mod verify;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::base::fs::{Fence, symlinks_work};
use crate::base::ledger::Ledger;
use crate::ids::repo::RepoId;

pub use checked::Origin;
pub use error::CacheError;
pub use journal::{Content, Journal, Kept};
pub use local_dir::{LocalDir, LockedFile};
pub use partial::Partial;
pub use prune::{Policy, Pruning};
pub use record::{Metadata, Record};
pub use removal::{Chosen, Counts, Outcome, Remnant, Removal};
pub use scan::{CachedBlob, CachedFile, CachedRepo, CachedRevision, Flaw, Moments, PartialFile, Scan};
pub use select::{Entry, Filter, Sort};
pub use shared::SharedBlob;
pub use store::Payload;
pub use tree::{Tree, TreeEntry};

use layout::Layout;

/// The folders of a repo.
const FOLDERS: [&str; 5] = ["blobs", "snapshots", "refs", "trees", ".no_exist"];

/// How a snapshot shows a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMode {
    /// By a relative symbolic link: one copy of each content.
    Symlink,
    /// By being the file: a new blob is moved there, one that others may use is copied.
    Copy,
}

/// The cache folder of all repos (`HF_HUB_CACHE`).
#[derive(Debug, Clone)]
pub struct Cache {
    fence: Fence,
    found: Arc<Found>,
    shares: bool,
    checked: Arc<Ledger>,
}

/// What is found out about the folder when something is written, once for all clones.
#[derive(Debug, Default)]
struct Found {
    links: OnceLock<LinkMode>,
    marked: OnceLock<()>,
}

impl Cache {
    /// Names the folder; nothing is read or made. Without a mode, links are made where they work.
    pub fn new(root: PathBuf, links: Option<LinkMode>) -> Self {
        let links = links.map(OnceLock::from).unwrap_or_default();
        let fence = Fence::new(root);
        Self { fence, found: Arc::new(Found { links, ..Found::default() }), shares: false, checked: Arc::default() }
    }

    /// The same cache, with what earlier runs of this user have checked of it, kept below the user's own folder.
    #[must_use]
    pub fn remembering(mut self, own: &Path) -> Self {
        self.checked = Arc::new(Ledger::new(Some(own.join("checked"))));
        self
    }

    /// The same cache, in which repos share content or do not.
    #[must_use]
    pub fn sharing(mut self, shares: bool) -> Self {
        self.shares = shares;
        self
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        self.fence.root()
    }

    /// The part of one repo; nothing is read or made.
    pub fn repo(&self, repo: &RepoId) -> RepoCache {
        let layout = Layout::new(&self.fence, repo);
        let (found, checked) = (Arc::clone(&self.found), Arc::clone(&self.checked));
        RepoCache { layout, found, shares: self.shares, checked }
    }

    /// Whether an entry had to be a copy because links do not work in this folder.
    pub fn had_to_copy(&self) -> bool {
        self.found.links.get() == Some(&LinkMode::Copy)
    }
}

/// What the cache holds of one repo. Names that come from a server (commits, tags, paths) are checked wherever they
/// would become paths: those that must not are a [`CacheError::UnsafeName`], or not found where something is looked up.
#[derive(Debug, Clone)]
pub struct RepoCache {
    layout: Layout,
    found: Arc<Found>,
    shares: bool,
    checked: Arc<Ledger>,
}

impl RepoCache {
    /// The folder of the repo, such as `models--ada--tiny`, whether it exists or not.
    pub fn folder(&self) -> &Path {
        self.layout.folder()
    }

    /// Whether no link is in the place of a folder that a download of these files of a commit writes into. The folder of
    /// the repo may be one, if its owner is believed.
    ///
    /// # Errors
    /// [`CacheError::Linked`].
    pub fn check_folders<'p>(&self, commit: &str, paths: impl Iterator<Item = &'p str>) -> Result<(), CacheError> {
        let snapshot = self.layout.snapshot(commit)?;
        let mut folders = HashSet::from([snapshot]);
        for path in paths {
            folders.extend(self.layout.entry(commit, path)?.parent().map(Path::to_owned));
        }
        self.check_own_folders()?;
        layout::check_folders(self.layout.fence(), &folders)
    }

    /// As [`Self::check_folders`], of the folders that every repo has.
    ///
    /// # Errors
    /// [`CacheError::Linked`].
    pub fn check_own_folders(&self) -> Result<(), CacheError> {
        let folders = FOLDERS.iter().map(|name| self.folder().join(name)).collect();
        layout::check_folders(self.layout.fence(), &folders)?;
        layout::check_folders(self.layout.hub(), &HashSet::from([self.layout.locks().to_owned()]))
    }

    fn link_mode(&self) -> LinkMode {
        let root = self.layout.root();
        *self.found.links.get_or_init(|| if symlinks_work(root) { LinkMode::Symlink } else { LinkMode::Copy })
    }

    /// Tells backup programs to leave the cache out.
    fn mark(&self) {
        self.found.marked.get_or_init(|| tag::mark(self.layout.hub(), self.layout.root()));
    }
}
