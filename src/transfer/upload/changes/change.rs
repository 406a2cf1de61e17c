//! One change to a repo.

use std::path::PathBuf;

use crate::api::lfs::LfsObject;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// One change. Paths are paths in the repo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A file gets this content, whether it exists or not.
    Add { path: String, content: NewContent },
    /// A file is removed, or a folder if the path ends in a slash.
    Delete { path: String },
    /// A file becomes what another is before the commit. A source that ends in a slash is a folder, whose files go below
    /// the path.
    Copy { path: String, from: CopySource },
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewContent {
    /// A file of this machine.
    File(PathBuf),
    /// Content that [`preupload`](super::preupload) has sent.
    Uploaded(LfsObject),
}

/// What is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopySource {
    /// `None`: the repo that is changed.
    pub repo: Option<RepoId>,
    /// `None`: the revision that is changed, or the main branch of another repo.
    pub revision: Option<Revision>,
    /// Ends in a slash for a folder; empty for all files of a repo.
    pub path: String,
}

impl Change {
    /// The path that it changes.
    pub fn path(&self) -> &str {
        match self {
            Self::Add { path, .. } | Self::Delete { path } | Self::Copy { path, .. } => path,
        }
    }
}

impl CopySource {
    /// Whether all files of a folder, or of a repo, are meant.
    pub fn is_folder(&self) -> bool {
        self.path.is_empty() || self.path.ends_with('/')
    }
}
