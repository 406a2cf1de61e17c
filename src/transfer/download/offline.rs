//! Many files when the Hub cannot be asked: what is here is used if it is complete, as far as the disk can tell.

use std::path::{Path, PathBuf};

use super::{DownloadError, Downloader, Order, Plan};
use crate::api::HubError;
use crate::base::fs::files_under;
use crate::cache::{LocalDir, Tree, TreeEntry};

/// The files of a revision that are here.
struct Held {
    commit: String,
    folder: PathBuf,
    /// What the commit has, if that is known.
    listing: Option<Tree>,
}

impl Downloader {
    /// # Errors
    /// [`DownloadError::NotCached`] if nothing is here, [`DownloadError::Incomplete`] if it is not all that is wanted.
    pub(super) fn folder_without_hub(&self, order: &Order, error: HubError) -> Result<Plan, DownloadError> {
        let commit = self.repo(order).commit_of(&order.revision);
        let held = match &order.folder {
            Some(folder) => held_by_folder(order, commit, folder),
            None => commit.map(|commit| self.held_by_cache(order, commit)).transpose()?.flatten(),
        };
        let Some(held) = held else {
            let what = format!("{} at {}", order.repo.url_path(), order.revision);
            return Err(DownloadError::NotCached { what, source: error });
        };
        let missing = self.missing_files(order, &held)?;
        let Held { commit, folder, listing } = held;
        if missing > 0 {
            return Err(DownloadError::Incomplete { folder, missing, source: error });
        }
        let (what, place) = (if order.folder.is_some() { "files" } else { "snapshot" }, folder.display());
        let doubt = if listing.is_some() { "" } else { ", which may lack some: what it should hold was never listed" };
        let verb = if order.folder.is_some() { "are" } else { "is" };
        self.note(&format!("{error}; using the {what} that {verb} here: '{place}'{doubt}"));
        Ok(Plan { commit, files: Vec::new(), result: folder, listing: None, is_fresh: false })
    }

    fn held_by_cache(&self, order: &Order, commit: String) -> Result<Option<Held>, DownloadError> {
        let repo = self.repo(order);
        let (folder, listing) = (repo.snapshot(&commit)?, repo.tree(&commit));
        Ok(folder.is_dir().then_some(Held { commit, folder, listing }))
    }

    /// How many wanted files are not here. What matches nothing is missing too.
    fn missing_files(&self, order: &Order, held: &Held) -> Result<usize, DownloadError> {
        let Some(listing) = &held.listing else {
            let wanted = order.selection.choose(&tree_on_disk(&held.folder)?).map(|wanted| wanted.len());
            return Ok(usize::from(wanted.is_err()));
        };
        let Ok(wanted) = order.selection.choose(listing) else { return Ok(1) };
        let is_here = |path: &str, entry: &TreeEntry| match &order.folder {
            // What the user has changed is used as it is.
            Some(folder) => LocalDir::new(folder.clone()).file(path).is_ok_and(|file| file.is_file()),
            None => {
                let file = self.repo(order).entry(&held.commit, path);
                file.and_then(|file| file.metadata().ok()).is_some_and(|file| file.len() == entry.content_size())
            }
        };
        Ok(wanted.into_iter().filter(|(path, entry)| !is_here(path, entry)).count())
    }
}

/// A folder that nothing was ever downloaded into holds nothing of the repo.
fn held_by_folder(order: &Order, commit: Option<String>, folder: &Path) -> Option<Held> {
    let records = LocalDir::new(folder.to_owned());
    let listed = |commit: String| records.tree(&commit).map(|tree| (commit, tree));
    // The branch may have moved since.
    let newest = || records.newest_commit().filter(|_| !order.revision.is_commit_hash()).and_then(listed);
    let (commit, listing) = match commit.clone().and_then(listed).or_else(newest) {
        Some((commit, listing)) => (commit, Some(listing)),
        None => (commit.unwrap_or_default(), None),
    };
    (listing.is_some() || records.has_records()).then(|| Held { commit, folder: folder.to_owned(), listing })
}

/// The files of a folder as if they were a listing, but for what is kept of downloads.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn tree_on_disk(folder: &Path) -> Result<Tree, DownloadError> {
    let files =
        files_under(folder).map_err(|error| DownloadError::local("read", folder, std::io::Error::other(error)))?;
    let entry = |size| TreeEntry { size, blob_id: String::new(), lfs_sha256: None, lfs_size: None, xet_hash: None };
    let files = files.into_iter().filter(|file| !LocalDir::is_of_records(&file.path));
    Ok(Tree { files: files.map(|file| (file.path, entry(file.size))).collect() })
}
