//! A file that is on the disk already, taken into the cache by its hash: nothing is fetched but the repo's listing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::linked::WORTH_A_HARD_LINK;
use super::select::Selection;
use super::{DownloadError, Downloader, Order, Target};
use crate::base::fs::{SecondName, open_regular};
use crate::base::sha::ContentHash;
use crate::cache::{CacheError, RepoCache, Tree, TreeEntry};
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// What is to be taken into the cache.
#[derive(Debug, Clone)]
pub struct Adoption {
    /// Which repo it is of.
    pub repo: RepoId,
    /// The part of the cache that is that repo's.
    pub cache: RepoCache,
    /// Where in the repo its content is looked for.
    pub revision: Revision,
    /// The file on this machine.
    pub file: PathBuf,
    /// Where it belongs in the repo; `None` for wherever its content is.
    pub path: Option<String>,
    /// How the cache gets it.
    pub means: Means,
}

/// How to put the content into the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A reflink, a hard link, a copy: the best that works.
    Any,
    /// This way or not at all.
    Only(SecondName),
    /// The file itself.
    Move,
}

/// Where a content of a repo belongs.
#[derive(Debug, Clone)]
pub struct Adopted {
    /// What the revision means.
    pub commit: String,
    /// Every path of the commit that has this content.
    pub paths: Vec<String>,
    /// The hash that the content is known by.
    pub etag: String,
    listing: Tree,
    /// The file itself, behind all links.
    file: PathBuf,
    state: State,
}

/// What changes when somebody writes into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    size: u64,
    modified: SystemTime,
}

impl Downloader {
    /// Finds the paths of the revision that have the file's content. Writes nothing.
    ///
    /// # Errors
    /// Any [`DownloadError`]; [`DownloadError::NotInRepo`] if no path has it, [`DownloadError::NoSuchPath`].
    pub async fn find_content(&self, adoption: &Adoption) -> Result<Adopted, DownloadError> {
        let file = fs::canonicalize(&adoption.file);
        let file = file.map_err(|source| DownloadError::local("find", &adoption.file, source))?;
        let state = State::of(&file)?;
        let order = order_of(adoption);
        let (commit, listing) = self.commit_and_tree(&order).await?;
        if let Some(path) = adoption.path.as_ref().filter(|path| !listing.files.contains_key(*path)) {
            let (repo, revision) = (adoption.repo.clone(), adoption.revision.clone());
            return Err(DownloadError::NoSuchPath { path: path.clone(), repo, revision });
        }
        let is_wanted = |path: &str| adoption.path.as_deref().is_none_or(|wanted| wanted == path);
        let candidates: Vec<(String, TreeEntry)> = listing
            .files
            .iter()
            .filter(|(path, entry)| is_wanted(path) && entry.content_size() == state.size)
            .map(|(path, entry)| (path.clone(), entry.clone()))
            .collect();
        let hashed = file.clone();
        let hashing = tokio::task::spawn_blocking(move || same_content(&hashed, state.size, &candidates));
        let (etag, paths) = hashing.await??.ok_or_else(|| DownloadError::NotInRepo {
            file: adoption.file.clone(),
            path: adoption.path.clone(),
            repo: adoption.repo.clone(),
            revision: adoption.revision.clone(),
        })?;
        Ok(Adopted { commit, paths, etag, listing, file, state })
    }

    /// Puts the content into the cache and links it into the snapshot. Gives where its paths are now.
    ///
    /// # Errors
    /// Any [`DownloadError`]; [`DownloadError::Changed`] if somebody has written into the file meanwhile.
    pub async fn adopt(&self, adoption: &Adoption, adopted: &Adopted) -> Result<Vec<PathBuf>, DownloadError> {
        let repo = &adoption.cache;
        for path in &adopted.paths {
            repo.entry_path(&adopted.commit, path)?;
        }
        let lock = self.wait_for(&adopted.paths[0], || Ok(repo.try_lock(&adopted.etag)?)).await?;
        // A file that is moved may be better than what is there, and is not lost.
        let is_there = repo.has_blob(&adopted.etag, Some(adopted.state.size)) && adoption.means != Means::Move;
        if !is_there {
            let (repo, adopted, means) = (repo.clone(), adopted.clone(), adoption.means);
            tokio::task::spawn_blocking(move || take_in(&repo, &adopted, means)).await??;
        }
        let link = |path: &String| Ok(repo.link(&adopted.commit, path, &adopted.etag)?);
        let places = adopted.paths.iter().map(link).collect::<Result<Vec<_>, DownloadError>>()?;
        drop(lock);
        let target = Target::Cache(repo.clone());
        self.tolerate(target.write_tree(self.origin(&adopted.commit), &adopted.listing))?;
        self.tolerate(repo.write_ref(&adoption.revision, &adopted.commit))?;
        Ok(places)
    }
}

impl State {
    fn of(file: &Path) -> Result<Self, DownloadError> {
        let failed = |source| DownloadError::local("read", file, source);
        let about = fs::metadata(file).map_err(failed)?;
        if about.is_dir() {
            return Err(failed(io::ErrorKind::IsADirectory.into()));
        }
        if !about.is_file() {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file")));
        }
        Ok(Self { size: about.len(), modified: about.modified().map_err(failed)? })
    }
}

fn order_of(adoption: &Adoption) -> Order {
    let everything = Selection::new(vec![], vec![], vec![]);
    let (repo, target) = (adoption.repo.clone(), Target::Cache(adoption.cache.clone()));
    Order { repo, revision: adoption.revision.clone(), selection: everything, target }
}

/// The tag of the file's content and the paths that have it, of those with its size; `None` if there is none.
fn same_content(
    file: &Path,
    size: u64,
    candidates: &[(String, TreeEntry)],
) -> Result<Option<(String, Vec<String>)>, DownloadError> {
    // Small files and large ones have hashes of two kinds.
    for digits in [64, 40] {
        let of_kind = || candidates.iter().filter(|(_, entry)| entry.etag().len() == digits);
        let Some(hash) = of_kind().find_map(|(_, entry)| ContentHash::for_etag(entry.etag(), size)) else { continue };
        let hashed = open_regular(file).and_then(|file| hash.of_reader(file));
        let etag = hashed.map_err(|source| DownloadError::local("read", file, source))?;
        let same = of_kind().filter(|(_, entry)| entry.etag() == etag);
        let paths: Vec<String> = same.map(|(path, _)| path.clone()).collect();
        if !paths.is_empty() {
            return Ok(Some((etag, paths)));
        }
    }
    Ok(None)
}

fn take_in(repo: &RepoCache, adopted: &Adopted, means: Means) -> Result<(), DownloadError> {
    let Adopted { etag, file, state, .. } = adopted;
    let changed = || DownloadError::Changed { path: file.clone() };
    let by = |kind| repo.take_in(etag, file, kind);
    match means {
        Means::Move if State::of(file)? != *state => return Err(changed()),
        Means::Move => return Ok(repo.take_over(etag, file)?),
        Means::Only(kind) => by(kind).map_err(|error| refused(error, kind, file))?,
        Means::Any => SecondName::best(state.size >= WORTH_A_HARD_LINK, by).map(drop)?,
    }
    if State::of(file)? == *state {
        return Ok(());
    }
    let blob = repo.blob(etag)?;
    fs::remove_file(&blob).map_err(|source| DownloadError::local("remove", &blob, source))?;
    Err(changed())
}

fn refused(error: CacheError, kind: SecondName, file: &Path) -> DownloadError {
    match error {
        CacheError::Io { source, .. } => DownloadError::NotLinked { kind, path: file.to_owned(), source },
        error => error.into(),
    }
}
