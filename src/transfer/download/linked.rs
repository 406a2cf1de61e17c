//! A folder of the user's whose files come from the cache: the download fills the cache, and then each file is given a
//! second name, or a copy where that is what is wanted.

use std::path::{Path, PathBuf};

use super::offline::tree_on_disk;
use super::room::check_names;
use super::{DownloadError, Downloader, LinkedFolder, Order, Plan};
use crate::base::fs::SecondName;
use crate::base::sha::ContentHash;
use crate::cache::{CacheError, LocalDir, LockedFile};

/// Smaller files are copied rather than hard-linked unless that is asked for: they are what people edit, and through a
/// hard link they would edit the cache.
pub(super) const WORTH_A_HARD_LINK: u64 = 5 * 1024 * 1024;

/// A file of the cache that is wanted in the folder.
#[derive(Debug, Clone)]
struct Wanted {
    path: String,
    etag: String,
}

impl Downloader {
    /// Runs a plan for the cache (its order names no folder) and puts the planned files into the folder. Gives the path
    /// to tell.
    ///
    /// # Errors
    /// Any [`DownloadError`]; [`DownloadError::NotLinked`] where the only way does not work. Files that were placed stay.
    pub async fn run_linked(&self, order: &Order, plan: Plan, linked: &LinkedFolder) -> Result<PathBuf, DownloadError> {
        let folder = LocalDir::new(linked.folder.clone());
        let wanted = self.wanted(order, &plan)?;
        check_names(&linked.folder, wanted.iter().map(|file| file.path.as_str()))?;
        self.check_room_for_copies(order, &plan, linked)?;
        let commit = plan.commit.clone();
        self.run(order, plan).await?;
        let mut copied = 0;
        for file in &wanted {
            copied += usize::from(self.place_linked(order, &commit, linked, file).await?);
        }
        if copied > 0 {
            let place = linked.folder.display();
            self.note(&format!("'{place}' takes no links from the cache: {copied} large files are copies"));
        }
        folder.remove_leftovers(wanted.iter().map(|file| (file.path.as_str(), file.etag.as_str())));
        if let Some(tree) = self.repo(order).tree(&commit) {
            folder.write_tree(&commit, &tree)?;
        }
        let single = order.selection.single_file().filter(|path| wanted.iter().any(|file| file.path == *path));
        let single = single.map(|path| folder.file(path)).transpose()?;
        let result = single.unwrap_or_else(|| linked.folder.clone());
        std::fs::create_dir_all(&linked.folder)
            .map_err(|source| DownloadError::local("make the folder", &linked.folder, source))?;
        Ok(super::shown(Some(&linked.folder), result))
    }

    /// The files that are meant: the plan's, or those of a snapshot that is used as it is.
    fn wanted(&self, order: &Order, plan: &Plan) -> Result<Vec<Wanted>, DownloadError> {
        let mut paths: Vec<(String, String)> =
            plan.files.iter().map(|file| (file.path.clone(), file.etag.clone())).collect();
        if paths.is_empty() && plan.result.is_dir() {
            paths = self.paths_of_snapshot(order, plan)?;
        }
        let wanted = |(path, etag): (String, String)| {
            let etag = if etag.is_empty() { self.etag_on_disk(order, &plan.commit, &path)? } else { etag };
            Ok(Wanted { path, etag })
        };
        paths.into_iter().map(wanted).collect()
    }

    fn paths_of_snapshot(&self, order: &Order, plan: &Plan) -> Result<Vec<(String, String)>, DownloadError> {
        let tree = tree_on_disk(&plan.result)?;
        let chosen = order.selection.choose(&tree).map_err(|unmatched| DownloadError::NothingMatches {
            unmatched,
            repo: order.repo.clone(),
            revision: order.revision.clone(),
        })?;
        Ok(chosen.into_iter().map(|(path, _)| (path.to_owned(), String::new())).collect())
    }

    /// What the cache knows a file by. Where it keeps neither links nor a listing, the hash of the content.
    fn etag_on_disk(&self, order: &Order, commit: &str, path: &str) -> Result<String, DownloadError> {
        let repo = self.repo(order);
        if let Some(etag) = repo.etag_of(commit, path) {
            return Ok(etag);
        }
        let entry = repo.entry_path(commit, path)?;
        ContentHash::sha256_of_file(&entry).map_err(|source| DownloadError::local("read", &entry, source))
    }

    /// Gives whether a large file had to be copied, for want of a link.
    async fn place_linked(
        &self,
        order: &Order,
        commit: &str,
        linked: &LinkedFolder,
        file: &Wanted,
    ) -> Result<bool, DownloadError> {
        let repo = self.repo(order);
        let entry = repo.entry_path(commit, &file.path)?;
        let failed = |source| DownloadError::local("find", &entry, source);
        let content = std::fs::canonicalize(&entry).map_err(failed)?;
        // A symbolic link leads to the blob's name, which stays when the content behind it moves into the shared store.
        let blob = repo.blob(&file.etag).ok().filter(|blob| blob.is_file()).unwrap_or(entry);
        let named = std::path::absolute(&blob).unwrap_or(blob);
        let folder = LocalDir::new(linked.folder.clone());
        let locked = self.wait_for(&file.path, || Ok(folder.try_lock(&file.path)?)).await?;
        let (etag, commit, only, force) = (file.etag.clone(), commit.to_owned(), linked.only, self.options.force);
        let placing = tokio::task::spawn_blocking(move || {
            let placed = Placing { locked: &locked, etag: &etag, content: &content, named: &named, force };
            let was_copied = placed.place(only)?;
            locked.write_record(&commit, &etag)?;
            Ok(was_copied)
        });
        placing.await?
    }
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
