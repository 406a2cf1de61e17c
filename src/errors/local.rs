//! What can be done about this machine: its disk, the cache on it, an archive of repos, a question nobody answered.

use std::io::ErrorKind;
use std::path::Path;

use super::Exit;
use super::explanation::Explanation;
use crate::cache::CacheError;
use crate::output::{PromptError, is_unwritten, quantity};
use crate::transfer::archive::ArchiveError;

const MAKE_ROOM: &str = "free up space, or use a folder on another disk";

const DOWNLOAD_AGAIN: &str = "download the damaged files again with `hf download REPO --force-download`";

/// What is wrong with a cache folder.
pub(super) fn cache(error: &CacheError) -> Explanation {
    let own_words = Explanation::own_words;
    match error {
        CacheError::Io { source, .. } | CacheError::Leftover { source, .. } => disk(source),
        CacheError::Missing(_) => own_words(Exit::NotFound).try_this("set the folder with --cache-dir or HF_HUB_CACHE"),
        CacheError::NotHere(_) => own_words(Exit::NotFound).try_this("list the cache with `hf cache list`"),
        CacheError::Damaged(_) => own_words(Exit::Integrity).try_this(DOWNLOAD_AGAIN),
        CacheError::Unreadable(_) => own_words(Exit::Disk).try_this("check the permissions and the disk's health"),
        CacheError::InUse(_) => own_words(Exit::Failure).try_this("try again when the download has finished"),
        CacheError::Linked(_) => {
            own_words(Exit::Failure).try_this("remove the link by hand, or replace it with what it leads to")
        }
        CacheError::UnsafeName(_) | CacheError::Changed(_) | CacheError::Named(_) => own_words(Exit::Failure),
    }
}

/// What the system refused.
pub(super) fn disk(error: &std::io::Error) -> Explanation {
    let hint = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge if is_unwritten(error) => {
            "free up space, or send the output elsewhere"
        }
        _ if is_unwritten(error) => return Explanation::own_words(Exit::Disk),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => MAKE_ROOM,
        ErrorKind::NotFound => return Explanation::own_words(Exit::NotFound),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "check the permissions, or use another folder",
        ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists => {
            "something else has that name: move it, or use another folder"
        }
        _ => return Explanation::own_words(Exit::Disk),
    };
    Explanation::own_words(Exit::Disk).try_this(hint)
}

/// Too few bytes are free where something is to be written.
pub(super) fn no_room(needed: u64, free: u64, target: &Path) -> Explanation {
    let (needed, free, target) = (quantity::bytes(needed), quantity::bytes(free), target.display());
    let what = Some(format!("not enough space in '{target}': {needed} needed, {free} free"));
    Explanation { what, ..Explanation::own_words(Exit::Disk).try_this(MAKE_ROOM) }
}

pub(super) fn archive(error: &ArchiveError) -> Explanation {
    let own_words = Explanation::own_words;
    match error {
        ArchiveError::Cache(error) => cache(error),
        ArchiveError::Content { source, .. } | ArchiveError::Read(source) | ArchiveError::Write(source) => disk(source),
        ArchiveError::NoRepo(_) => own_words(Exit::NotFound).try_this("list the cache with `hf cache list`"),
        ArchiveError::NoRevision { .. } => {
            own_words(Exit::NotFound).try_this("list the cache with `hf cache list --revisions`")
        }
        ArchiveError::Broken(_) => {
            own_words(Exit::Integrity).try_this("complete the revision with `hf download`, or use another --revision")
        }
        ArchiveError::NotAnArchive
        | ArchiveError::UnknownFormat(_)
        | ArchiveError::Foreign(_)
        | ArchiveError::LongHeader
        | ArchiveError::TooLarge(_) => own_words(Exit::Failure),
        ArchiveError::TooMany => own_words(Exit::Failure).try_this("export fewer repos at a time"),
        ArchiveError::Contradiction(_) => own_words(Exit::Integrity)
            .try_this("check with `hf cache verify` which cache is right, and export it again from there"),
        ArchiveError::DamagedHere { .. } => own_words(Exit::Integrity).try_this(DOWNLOAD_AGAIN),
        ArchiveError::Damaged { .. } | ArchiveError::Incomplete(_) | ArchiveError::Corrupt(_) => {
            own_words(Exit::Integrity).try_this("copy the archive again: completed files are kept")
        }
        ArchiveError::NoRoom { needed, free, target } => no_room(*needed, *free, target),
        ArchiveError::Interrupted => own_words(Exit::Interrupted),
    }
}

/// A question that got no answer.
pub(super) fn prompt(error: &PromptError) -> Explanation {
    match error {
        PromptError::Aborted | PromptError::NeedsFlag { .. } => Explanation::own_words(Exit::Failure),
        PromptError::Interrupted => Explanation::own_words(Exit::Interrupted),
        PromptError::Io(error) if is_unwritten(error) => disk(error),
        PromptError::Io(_) => Explanation::own_words(Exit::Failure),
    }
}
