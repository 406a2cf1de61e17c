//! A folder of the user's whose files come from the cache: the download fills the cache, and then each file is given a
//! second name, or a copy where that is what is wanted.

use std::path::{Path, PathBuf};

use super::offline::tree_on_disk;
use super::room::{check_names, check_room_for_copies};
use super::{DownloadError, Downloader, Plan};
use crate::base::fs::{SecondName, create_folder};
use crate::base::sha::ContentHash;
use crate::cache::{CacheError, LocalDir, LockedFile, RepoCache};

/// Smaller files are copied rather than hard-linked unless that is asked for: they are what people edit, and through a
/// hard link they would edit the cache.
pub(super) const WORTH_A_HARD_LINK: u64 = 5 * 1024 * 1024;

/// A file of the cache that is wanted in the folder.
#[derive(Debug, Clone)]
struct Wanted {
    path: String,
    etag: String,
}

/// The way from the cache to the folder, for the files of one commit.
struct Linking<'a> {
    commit: &'a str,
    cache: &'a RepoCache,
    folder: &'a LocalDir,
    only: Option<SecondName>,
}

impl Downloader {
    /// Fills the cache and links the planned files into the folder. Returns the path to tell the user.
    ///
    /// # Errors
    /// Any [`DownloadError`]; [`DownloadError::NotLinked`] where the only way does not work. Files that were placed stay.
    pub(super) async fn fill_and_link(
        &self,
        plan: &Plan,
        folder: &LocalDir,
        only: Option<SecondName>,
    ) -> Result<PathBuf, DownloadError> {
        let (root, cache) = (folder.folder(), plan.order.target.cache());
        let wanted = wanted(plan)?;
        check_names(root, wanted.iter().map(|file| file.path.as_str()))?;
        folder.check_folders(wanted.iter().map(|file| file.path.as_str()))?;
        check_room_for_copies(plan, folder, only)?;
        self.fill(plan).await?;
        let linking = Linking { commit: &plan.commit, cache, folder, only };
        let mut copied = 0;
        for file in &wanted {
            copied += usize::from(self.link(&linking, file).await?);
        }
        if copied > 0 {
            self.note(&format!("'{}' takes no links from the cache: {copied} large files are copies", root.display()));
        }
        folder.remove_leftovers(wanted.iter().map(|file| (file.path.as_str(), file.etag.as_str())));
        if let Some(tree) = cache.tree(&plan.commit) {
            folder.write_tree(&plan.commit, &tree)?;
        }
        let single = plan.order.selection.single_file();
        let single = single.filter(|path| wanted.iter().any(|file| file.path == *path));
        let result = single.map_or_else(|| Ok(root.to_owned()), |path| folder.file(path))?;
        create_folder(root).map_err(|source| DownloadError::local("make the folder", root, source))?;
        Ok(super::shown(root, &result))
    }

    /// Returns whether a large file had to be copied, for want of a link.
    async fn link(&self, linking: &Linking<'_>, file: &Wanted) -> Result<bool, DownloadError> {
        let &Linking { commit, cache, folder, only } = linking;
        let entry = cache.entry_path(commit, &file.path)?;
        let failed = |source| DownloadError::local("find", &entry, source);
        let content = std::fs::canonicalize(&entry).map_err(failed)?;
        // A symbolic link leads to the blob's name, which stays when the content behind it moves into the shared store.
        let blob = cache.blob(&file.etag).ok().filter(|blob| blob.is_file()).unwrap_or(entry);
        let named = std::path::absolute(&blob).unwrap_or(blob);
        let locked = self.wait_for(&file.path, || Ok(folder.try_lock(&file.path)?)).await?;
        let (etag, commit, force) = (file.etag.clone(), commit.to_owned(), self.options.force);
        let placing = tokio::task::spawn_blocking(move || {
            let placed = Placing { locked: &locked, etag: &etag, content: &content, named: &named, force };
            let was_copied = placed.place(only)?;
            locked.write_record(&commit, &etag)?;
            Ok(was_copied)
        });
        placing.await?
    }
}

/// The files to link: the plan's, or those of a snapshot that is used as it is.
fn wanted(plan: &Plan) -> Result<Vec<Wanted>, DownloadError> {
    let mut wanted: Vec<Wanted> =
        plan.files.iter().map(|file| Wanted { path: file.path.to_string(), etag: file.etag.to_string() }).collect();
    if wanted.is_empty() && plan.result.is_dir() {
        wanted = files_of_snapshot(plan)?;
    }
    for file in wanted.iter_mut().filter(|file| file.etag.is_empty()) {
        file.etag = etag_on_disk(plan, &file.path)?;
    }
    Ok(wanted)
}

fn files_of_snapshot(plan: &Plan) -> Result<Vec<Wanted>, DownloadError> {
    let tree = tree_on_disk(&plan.result)?;
    let chosen = plan.order.chosen(&tree)?;
    Ok(chosen.into_iter().map(|(path, _)| Wanted { path: path.to_owned(), etag: String::new() }).collect())
}

/// The tag that the cache knows a file by. Where it keeps neither links nor a listing, the hash of the content.
fn etag_on_disk(plan: &Plan, path: &str) -> Result<String, DownloadError> {
    let (cache, commit) = (plan.order.target.cache(), plan.commit.as_str());
    if let Some(etag) = cache.etag_of(commit, path) {
        return Ok(etag);
    }
    let entry = cache.entry_path(commit, path)?;
    ContentHash::sha256_of_file(&entry).map_err(|source| DownloadError::local("read", &entry, source))
}

/// One file on its way from the cache to the folder.
struct Placing<'a> {
    locked: &'a LockedFile,
    etag: &'a str,
    /// The file itself, behind all links.
    content: &'a Path,
    /// What a symbolic link is to lead to.
    named: &'a Path,
    force: bool,
}

impl Placing<'_> {
    fn place(&self, only: Option<SecondName>) -> Result<bool, DownloadError> {
        let Some(only) = only else { return self.place_somehow() };
        match self.place_by(only) {
            Err(CacheError::Io { source, .. }) if only.cannot_be(&source) => {
                Err(DownloadError::NotLinked { kind: only, path: self.locked.path().to_owned(), source })
            }
            outcome => Ok(outcome.map(|()| false)?),
        }
    }

    fn place_somehow(&self) -> Result<bool, DownloadError> {
        let is_large = std::fs::metadata(self.content).is_ok_and(|metadata| metadata.len() >= WORTH_A_HARD_LINK);
        let kind = SecondName::best(is_large, |kind| self.place_by(kind))?;
        Ok(is_large && kind == SecondName::Copy)
    }

    fn place_by(&self, kind: SecondName) -> Result<(), CacheError> {
        let is_right = self.locked.record()?.current().is_some_and(|record| record.etag == self.etag);
        if is_right && !self.force && kind.is_made(self.content, self.locked.path()) {
            return Ok(());
        }
        let first = if kind == SecondName::Symlink { self.named } else { self.content };
        self.locked.place(first, self.etag, kind)
    }
}
