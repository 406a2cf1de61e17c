//! What can be done about this machine: its disk, the cache on it, an archive of repos.

use std::io::ErrorKind;
use std::path::Path;

use super::Exit;
use super::known::Explanation;
use crate::cache::CacheError;
use crate::output::{is_unwritten, quantity};
use crate::transfer::archive::ArchiveError;

const MAKE_ROOM: &str = "make room, or name a folder on another disk";

const FETCH_ANEW: &str = "fetch what is damaged anew with `hf download REPO --force-download`";

/// What a cache folder refuses.
pub(super) fn cache(error: &CacheError) -> Option<Explanation> {
    match error {
        CacheError::Io { source, .. } | CacheError::Leftover { source, .. } => Some(disk(source)),
        CacheError::Missing(_) => Some(
            Explanation::own_words(Exit::NotFound).try_this("name the folder with --cache-dir, or set HF_HUB_CACHE"),
        ),
        CacheError::NotHere(_) => {
            Some(Explanation::own_words(Exit::NotFound).try_this("`hf cache list` shows what is there"))
        }
        CacheError::Damaged(_) => Some(Explanation::own_words(Exit::Integrity).try_this(FETCH_ANEW)),
        CacheError::Unreadable(_) => {
            Some(Explanation::own_words(Exit::Disk).try_this("see who may read there, and what the disk says"))
        }
        CacheError::InUse(_) => {
            Some(Explanation::own_words(Exit::Failure).try_this("try again when the download is done"))
        }
        CacheError::LinkedFolder(_) => Some(
            Explanation::own_words(Exit::Failure).try_this("remove the link by hand, and what it leads to if you like"),
        ),
        CacheError::UnsafeName(_) | CacheError::Changed(_) | CacheError::Named(_) => {
            Some(Explanation::own_words(Exit::Failure))
        }
    }
}

/// What the system refuses.
pub(super) fn disk(error: &std::io::Error) -> Explanation {
    let hint = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge if is_unwritten(error) => {
            "make room, or send the output elsewhere"
        }
        _ if is_unwritten(error) => return Explanation::own_words(Exit::Disk),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => MAKE_ROOM,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "see who may write there, or name another folder"
        }
        ErrorKind::NotADirectory | ErrorKind::IsADirectory | ErrorKind::AlreadyExists => {
            "something else has that name: move it away, or name another folder"
        }
        _ => return Explanation::own_words(Exit::Disk),
    };
    Explanation::own_words(Exit::Disk).try_this(hint)
}

/// Too few bytes are free where something was to be written.
pub(super) fn no_room(needed: u64, free: u64, target: &Path) -> Explanation {
    let (needed, free, target) = (quantity::bytes(needed), quantity::bytes(free), target.display());
    let what = Some(format!("'{target}' has room for {free}, and {needed} are needed"));
    Explanation { what, ..Explanation::own_words(Exit::Disk).try_this(MAKE_ROOM) }
}

pub(super) fn archive(error: &ArchiveError) -> Option<Explanation> {
    let own_words = Explanation::own_words;
    Some(match error {
        ArchiveError::Cache(error) => return cache(error),
        ArchiveError::Content { source, .. } | ArchiveError::Read(source) | ArchiveError::Write(source) => disk(source),
        ArchiveError::NoRepo(_) => own_words(Exit::NotFound).try_this("see what is there with `hf cache list`"),
        ArchiveError::NoRevision { .. } => {
            own_words(Exit::NotFound).try_this("see what is there with `hf cache list --revisions`")
        }
        ArchiveError::Broken(_) => {
            own_words(Exit::Integrity).try_this("complete the revision with `hf download`, or name another --revision")
        }
        ArchiveError::NotAnArchive | ArchiveError::UnknownFormat(_) | ArchiveError::Foreign(_) => {
            own_words(Exit::Failure)
        }
        ArchiveError::Contradiction(_) => own_words(Exit::Integrity)
            .try_this("see with `hf cache verify` which cache is right, and make the archive anew from that one"),
        ArchiveError::Elsewhere(_) => {
            own_words(Exit::Failure).try_this("name another folder with --cache-dir, or put a folder in its place")
        }
        ArchiveError::DamagedHere { .. } => own_words(Exit::Integrity).try_this(FETCH_ANEW),
        ArchiveError::Damaged { .. } | ArchiveError::Incomplete(_) | ArchiveError::Corrupt(_) => {
            own_words(Exit::Integrity).try_this("copy the archive again: what has arrived complete is kept")
        }
        ArchiveError::NoRoom { needed, free, target } => no_room(*needed, *free, target),
        ArchiveError::Interrupted => own_words(Exit::Interrupted),
    })
}
