//! Why a download did not come to its end.

use std::io;
use std::path::{Path, PathBuf};

use super::select::Unmatched;
use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::base::fs::SecondName;
use crate::cache::CacheError;
use crate::http::HttpError;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::transfer::xet::XetError;

/// What went wrong, with what is needed to tell the user.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// Not transparent, which would keep the reply behind it out of the chain of sources.
    #[error("{0}")]
    Hub(#[from] HubError),
    /// The cache that files are put into.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// A file of the user's or of the cache.
    #[error("cannot {action} '{}'", .path.display())]
    Local { action: &'static str, path: PathBuf, source: io::Error },
    /// The content of a file, into its partial.
    #[error("cannot write the content of '{file}'")]
    Write { file: String, source: io::Error },
    /// Names or patterns that no file of the revision matches.
    #[error("nothing in {} at {revision} {unmatched}", .repo.url_path())]
    NothingMatches { unmatched: Unmatched, repo: RepoId, revision: Revision },
    /// The Hub cannot be asked and the cache does not have it.
    #[error("{what} is not in the cache, and the Hub is unavailable")]
    NotCached { what: String, source: HubError },
    /// The Hub cannot be asked and the snapshot of the cache, or the folder of the user's, lacks files.
    #[error("'{}' is missing {}, and the Hub is unavailable", .folder.display(), requested(*.missing))]
    Incomplete { folder: PathBuf, missing: usize, source: HubError },
    /// The Hub cannot be asked, and nothing here says which files the revision has.
    #[error("'{}' may be incomplete, because its files were never listed, and the Hub is unavailable", .folder.display())]
    NeverListed { folder: PathBuf, source: HubError },
    /// Found before anything was written; sizes in bytes.
    #[error("not enough space in '{}': {needed} bytes needed, {free} free", .target.display())]
    NoRoom { needed: u64, free: u64, target: PathBuf },
    /// Found before anything was written.
    #[error("'{one}' and '{other}' would be the same file in '{}', which ignores case", .target.display())]
    SameName { one: String, other: String, target: PathBuf },
    /// Found before anything was written.
    #[error("'{path}' cannot be stored in '{}': its name {why}", .target.display())]
    Name { path: String, why: &'static str, target: PathBuf },
    /// The user allows one kind of link only, and it cannot be made.
    #[error("'{}' and the cache cannot share content through {}", .path.display(), kind_named(*.kind))]
    NotLinked { kind: SecondName, path: PathBuf, source: io::Error },
    /// A file that was to be taken into the cache; with a path, that path has another content.
    #[error("{} '{}'", no_content(.repo, .revision, .path.as_deref()), .file.display())]
    NotInRepo { file: PathBuf, path: Option<String>, repo: RepoId, revision: Revision },
    /// Where a file was to be taken into the cache.
    #[error("'{path}' does not exist in {} at {revision}", .repo.url_path())]
    NoSuchPath { path: String, repo: RepoId, revision: Revision },
    /// Somebody wrote into a file while it was taken into the cache.
    #[error("'{}' changed while it was being read", .path.display())]
    Changed { path: PathBuf },
    /// Twice the bytes were not those that the hash names.
    #[error("'{file}' arrived damaged: its hash is {found}, expected {expected}")]
    Damaged { file: String, expected: String, found: String },
    /// A file that has come is not as long as was said; sizes in bytes.
    #[error("'{}' has {found} bytes, expected {expected}", .path.display())]
    WrongSize { path: PathBuf, expected: u64, found: u64 },
    /// The Hub gives no token for the content.
    #[error(transparent)]
    Xet(#[from] XetError),
    /// A task of the download broke off.
    #[error("a download worker stopped unexpectedly")]
    Worker(#[from] tokio::task::JoinError),
}

impl DownloadError {
    /// Whether the Hub, or the cache in its place, has no file of the name that was asked for.
    pub(super) fn is_no_such_file(&self) -> bool {
        match self {
            Self::Hub(error) => error.is(RefusalKind::EntryNotFound),
            error => matches!(error, Self::NotCached { .. }),
        }
    }

    /// Whether the content is not what a listing says of it, or there is none.
    pub(super) fn is_unlike_listing(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::WrongSize { .. }) || self.is_no_such_file()
    }

    pub(super) fn local(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Local { action, path: path.to_owned(), source }
    }
}

fn requested(missing: usize) -> String {
    if missing == 1 { "1 requested file".to_owned() } else { format!("{missing} requested files") }
}

fn kind_named(kind: SecondName) -> &'static str {
    match kind {
        SecondName::Reflink => "a reflink",
        SecondName::Hardlink => "a hard link",
        SecondName::Symlink => "a symbolic link",
        SecondName::Copy => "a copy",
    }
}

fn no_content(repo: &RepoId, revision: &Revision, path: Option<&str>) -> String {
    let repo = repo.url_path();
    match path {
        Some(path) => format!("'{path}' in {repo} at {revision} differs from"),
        None => format!("no file in {repo} at {revision} has the content of"),
    }
}

impl From<HttpError> for DownloadError {
    fn from(error: HttpError) -> Self {
        Self::Hub(error.into())
    }
}
