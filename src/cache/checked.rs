//! What this user's runs have found out themselves about files that others may write: which content an entry of the
//! shared store has, and which listings an endpoint gave. Kept in a file of the user's own (`$HF_XET_CACHE/hf/checked`, a
//! [`Ledger`]), never beside the files: a shared cache, a clone or an archive can bring those along. Without such a file
//! nothing is believed: contents are hashed and listings asked for each time.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{RepoCache, SharedBlob, Tree, tree};
use crate::base::fs::{Stamp, is_ours_alone};
use crate::base::sha::ContentHash;

/// Where a listing came from.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The base URL of the Hub.
    pub endpoint: &'a str,
    /// The commit that the listing is of.
    pub commit: &'a str,
}

impl RepoCache {
    /// Whether an earlier run got this listing of the repo from there, wherever it was kept since.
    pub fn was_given(&self, tree: &Tree, origin: Origin<'_>) -> bool {
        self.name_of_listing(tree, origin).is_some_and(|name| self.checked.look_up(&name).is_some())
    }

    /// Remembers that this listing of the repo came from there.
    pub fn remember_listing(&self, tree: &Tree, origin: Origin<'_>) {
        // The name says it all.
        if let Some(name) = self.name_of_listing(tree, origin).filter(|name| self.checked.look_up(name).is_none()) {
            self.checked.keep(&name, &name);
        }
    }

    /// The listing turned out to be wrong: it has to be asked for again.
    pub fn forget_listing(&self, tree: &Tree, origin: Origin<'_>) {
        if let Some(name) = self.name_of_listing(tree, origin) {
            self.checked.forget(&name);
        }
    }

    /// Its digest is part of it, and the repo: a listing that another repo has is no answer for this one.
    fn name_of_listing(&self, tree: &Tree, origin: Origin<'_>) -> Option<String> {
        let content = tree::text(tree).ok()?;
        let Origin { endpoint, commit } = origin;
        let repo = self.folder().file_name()?.to_str()?;
        let mut hash = ContentHash::sha256();
        hash.update(format!("listing {endpoint} {repo} {commit}\n").as_bytes());
        hash.update(content.as_bytes());
        Some(hash.finish())
    }

    /// Whether an entry of the shared store has the content that the tag names. It is read unless an earlier run has
    /// done so and nobody can have written to it since.
    pub(super) fn has_wanted_content(&self, entry: &Path, blob: SharedBlob<'_>) -> bool {
        let Some(hash) = ContentHash::for_etag(blob.etag, blob.size) else { return false };
        let Ok(file) = self.layout.hub().read(entry) else { return false };
        let named = || name_of_content(entry, &file.metadata().ok()?);
        let before = named();
        if let Some(known) = before.as_ref().and_then(|name| self.checked.look_up(name)) {
            return known == blob.etag;
        }
        let Ok(found) = hash.of_reader(&file) else { return false };
        if let Some(name) = named().filter(|name| before.as_ref() == Some(name)) {
            self.checked.keep(&name, &found);
        }
        found == blob.etag
    }

    /// Remembers that the entry has the content that the tag names: it was hashed on its way here.
    pub(super) fn remember_content(&self, entry: &Path, blob: SharedBlob<'_>) {
        let name = fs::symlink_metadata(entry).ok().and_then(|metadata| name_of_content(entry, &metadata));
        if let Some(name) = name {
            self.checked.keep(&name, blob.etag);
        }
    }
}

/// The name of a content: its place and state. `None` for a file that somebody else could write unnoticed.
fn name_of_content(entry: &Path, metadata: &Metadata) -> Option<String> {
    if !is_ours_alone(metadata) {
        return None;
    }
    let Stamp { modified, changed, inode } = Stamp::of(metadata).ok()?;
    let since = |time: SystemTime| time.duration_since(UNIX_EPOCH).ok();
    let path = std::path::absolute(entry).ok()?;
    let mut hash = ContentHash::sha256();
    let state = format!("content {} {:?} {:?} {inode} ", metadata.len(), since(modified)?, since(changed)?);
    hash.update(state.as_bytes());
    hash.update(path.as_os_str().as_encoded_bytes());
    Some(hash.finish())
}
