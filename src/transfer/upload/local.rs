//! The file or the folder that is uploaded, and its place in the repo.

use std::path::PathBuf;

use super::UploadError;
use super::content::Source;
use super::plan::{FolderRules, Plan};

/// What is uploaded, and where in the repo it goes.
#[derive(Debug, Clone)]
pub enum Local {
    /// A single file.
    File {
        /// On this machine.
        local: PathBuf,
        /// In the repo.
        path: String,
    },
    /// The files of a folder.
    Folder {
        /// On this machine.
        local: PathBuf,
        /// Which of its files, and where they go.
        rules: FolderRules,
    },
    /// Nothing of this machine: files of the repo are deleted.
    Nothing {
        /// Which of them.
        rules: FolderRules,
    },
}

impl Local {
    /// Where it goes in the repo: the path of the file, or of the folder for the files.
    pub fn path_in_repo(&self) -> &str {
        match self {
            Self::File { path, .. } => path,
            Self::Folder { rules, .. } | Self::Nothing { rules } => &rules.into,
        }
    }

    /// Its files as they are now, and those to delete of the files that the repo has. Blocks.
    ///
    /// # Errors
    /// [`UploadError::Unreadable`] and [`UploadError::Path`].
    pub(super) fn plan(&self, remote: &[String]) -> Result<Plan, UploadError> {
        match self {
            Self::File { local, path } => Plan::of_file(Source::of_file(local)?, path),
            Self::Folder { local, rules } => Plan::of_folder(local, rules.found_in(local)?, remote, rules),
            Self::Nothing { rules } => Ok(Plan::of_deletions(remote, rules)),
        }
    }
}
