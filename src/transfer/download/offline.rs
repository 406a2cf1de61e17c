//! Many files when the Hub cannot be asked: what is here is used only if it is known to be complete.

use std::path::{Path, PathBuf};

use super::{DownloadError, Downloader, Order, Plan, Target};
use crate::api::HubError;
use crate::base::fs::files_under;
use crate::cache::{LocalDir, RepoCache, Tree, TreeEntry};

/// The files of a revision that are here.
struct Held {
    /// For people.
    what: &'static str,
    commit: String,
    folder: PathBuf,
    /// What the commit has, if that is known.
    listing: Option<Tree>,
}

impl Downloader {
    /// # Errors
    /// [`DownloadError::NotCached`] if nothing is here, [`DownloadError::Incomplete`] if it is not all that is wanted,
    /// [`DownloadError::NeverListed`] if nobody can know.
    pub(super) fn folder_without_hub(&self, order: &Order, error: HubError) -> Result<Plan, DownloadError> {
        let commit = order.target.cache().commit_of(&order.revision);
        let held = match &order.target {
            Target::Folder { folder, .. } => held_by_folder(order, commit, folder),
            Target::Cache(cache) | Target::Linked { cache, .. } => {
                commit.map(|commit| held_by_cache(cache, commit)).transpose()?.flatten()
            }
        };
        let Some(held) = held else {
            let what = format!("{} at {}", order.repo.url_path(), order.revision);
            return Err(DownloadError::NotCached { what, source: error });
        };
        let missing = missing_files(order, &held)?;
        let Held { what, commit, folder, .. } = held;
        match missing {
            Some(0) => self.note(&format!("{error}; using the {what} here: '{}'", folder.display())),
            Some(missing) => return Err(DownloadError::Incomplete { folder, missing, source: error }),
            None => return Err(DownloadError::NeverListed { folder, source: error }),
        }
        Ok(Plan::new(order, commit, Vec::new(), folder))
    }
}

fn held_by_cache(cache: &RepoCache, commit: String) -> Result<Option<Held>, DownloadError> {
    let (folder, listing) = (cache.snapshot(&commit)?, cache.tree(&commit));
    Ok(folder.is_dir().then_some(Held { what: "snapshot that is", commit, folder, listing }))
}

/// How many wanted files are not here. What matches nothing is missing too. None if it takes a listing to know.
fn missing_files(order: &Order, held: &Held) -> Result<Option<usize>, DownloadError> {
    let Some(listing) = &held.listing else {
        let all_are_here = order.selection.choose(&tree_on_disk(&held.folder)?).is_ok();
        return Ok(if !all_are_here { Some(1) } else { order.selection.names_only_files().then_some(0) });
    };
    let Ok(wanted) = order.selection.choose(listing) else { return Ok(Some(1)) };
    let is_here = |path: &str, entry: &TreeEntry| order.target.has_usable(&held.commit, path, entry.content_size());
    Ok(Some(wanted.into_iter().filter(|(path, entry)| !is_here(path, entry)).count()))
}

/// A folder that nothing was ever downloaded into holds nothing of the repo.
fn held_by_folder(order: &Order, commit: Option<String>, records: &LocalDir) -> Option<Held> {
    let listed = |commit: String| records.tree(&commit).map(|tree| (commit, tree));
    // The branch may have moved since.
    let newest = || records.newest_commit().filter(|_| !order.revision.is_commit_hash()).and_then(listed);
    let (commit, listing) = match commit.clone().and_then(listed).or_else(newest) {
        Some((commit, listing)) => (commit, Some(listing)),
        None => (commit.unwrap_or_default(), None),
    };
    let folder = records.folder().to_owned();
    (listing.is_some() || records.has_records()).then_some(Held { what: "files that are", commit, folder, listing })
}

/// The files of a folder as if they were a listing, but for what is kept of downloads.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn tree_on_disk(folder: &Path) -> Result<Tree, DownloadError> {
    let files =
        files_under(folder).map_err(|error| DownloadError::local("read", folder, std::io::Error::other(error)))?;
    let entry = |size| TreeEntry { size, blob_id: Box::default(), lfs_sha256: None, lfs_size: None, xet_hash: None };
    let files = files.into_iter().filter(|file| !LocalDir::is_of_records(&file.path));
    Ok(Tree { files: files.map(|file| (file.path, entry(file.size))).collect() })
}
