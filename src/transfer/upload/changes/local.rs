//! The local files of changes.

use std::path::PathBuf;

use super::change::{Change, NewContent};
use crate::transfer::upload::UploadError;
use crate::transfer::upload::content::Source;
use crate::transfer::upload::plan::{Addition, Plan, path_in_repo};

/// The path in the repo and the file of a change that adds one.
pub(super) fn local_file(change: &Change) -> Option<(String, PathBuf)> {
    match change {
        Change::Add { path, content: NewContent::File(local) } => Some((path.clone(), local.clone())),
        Change::Add { .. } | Change::Delete { .. } | Change::Copy { .. } => None,
    }
}

/// The files as they are now. Blocks.
pub(super) fn plan_of(files: Vec<(String, PathBuf)>) -> Result<Plan, UploadError> {
    let addition = |(path, local): (String, PathBuf)| {
        if local.is_dir() {
            return Err(UploadError::Folder { path: local });
        }
        Ok(Addition { path: path_in_repo(&path)?, source: Source::of_file(&local)? })
    };
    Ok(Plan { additions: files.into_iter().map(addition).collect::<Result<_, _>>()?, ..Plan::default() })
}
