//! The two sides of a sync as they are now. Changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::compare::Side;
use super::filter::Filter;
use crate::api::buckets::files::BucketFile;
use crate::base::fs::{Entry, Found, NoContent, meant_under, safe_relative};
use crate::transfer::bucket::error::BucketError;
use crate::transfer::upload::UploadError;
use crate::transfer::upload::content::aside;

/// Files by their paths below the folder that is synced.
pub(super) type Sides = BTreeMap<String, Side>;

/// The files of this machine.
#[derive(Debug, Default)]
pub(super) struct Local {
    pub files: Sides,
    /// Links to folders, which are not followed: what is behind them is not known.
    pub unknown: Vec<String>,
    /// What the user should know of the folder.
    pub remarks: Vec<String>,
}

/// All files below a folder that are meant; none if there is no such folder.
///
/// # Errors
/// A folder or file cannot be read.
pub(super) async fn local(folder: &Path, filter: &Filter) -> Result<Local, BucketError> {
    let (folder, filter) = (folder.to_owned(), filter.clone());
    let walk = move || {
        if !folder.exists() {
            return Ok(Found::default());
        }
        meant_under(&folder, |entry| match entry {
            Entry::File(path) => filter.admits(path),
            Entry::Folder(_) => true,
        })
    };
    let found = aside(walk).await.map_err(UploadError::from)?;
    let remarks = remarks(&found);
    let side = |size, modified| Side { size, modified: milliseconds(modified) };
    let files = found.files.into_iter().map(|file| (file.path, side(file.size, file.stamp.modified)));
    Ok(Local { files: files.collect(), remarks, unknown: found.linked_folders })
}

fn remarks(found: &Found) -> Vec<String> {
    let links = found.linked_folders.iter().map(|path| format!("skipping '{path}': links to folders are not followed"));
    let others = found.without_content.iter().map(|(path, what)| match what {
        NoContent::DanglingLink => format!("skipping '{path}': the link points to nothing"),
        NoContent::Special => format!("skipping '{path}': not a regular file"),
    });
    let git = found.files.iter().find(|file| file.path.starts_with(".git/"));
    let git = git.map(|_| "the folder is a git repository: add --exclude '.git/*' to skip its history".to_owned());
    links.chain(others).chain(git).collect()
}

/// Of these paths, those that are files below the folder.
pub(super) async fn local_of(folder: &Path, paths: Vec<String>) -> Sides {
    let folder = folder.to_owned();
    let look = move |path: String| {
        let metadata = fs::metadata(folder.join(&path)).ok().filter(fs::Metadata::is_file)?;
        let modified = metadata.modified().ok().map_or(0.0, milliseconds);
        Some((path, Side { size: metadata.len(), modified }))
    };
    aside(move || paths.into_iter().filter_map(look).collect()).await
}

/// What is compared of a file in a bucket. One without a time is as old as can be.
pub(super) fn side(file: &BucketFile) -> Side {
    Side { size: file.size, modified: file.mtime.map_or(0.0, |time| time.microseconds() as f64 / 1000.0) }
}

/// Since 1970, as Python computes them.
pub(super) fn milliseconds(time: SystemTime) -> f64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    (since.as_secs() as f64 + 1e-9 * f64::from(since.subsec_nanos())) * 1000.0
}

/// Where files of these paths are below a folder.
///
/// # Errors
/// [`BucketError::UnsafeName`]: one of them would lead elsewhere.
pub(super) fn safe_paths<'a>(paths: impl Iterator<Item = &'a str>) -> Result<Vec<PathBuf>, BucketError> {
    paths.map(|path| safe_relative(path).map_err(BucketError::from)).collect()
}
