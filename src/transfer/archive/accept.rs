//! What of an archive a cache takes: nothing that leads out of the repo's folder, and nothing that says of a commit,
//! which never changes, something else than the cache knows of it. Writes nothing.

use std::fs;
use std::path::Path;

use super::ArchiveError;
use super::member::{Member, is_safe};
use crate::base::fs::open_regular;
use crate::base::sha::{ContentHash, is_hash};
use crate::cache::{CacheError, RepoCache, Tree, TreeEntry};

/// An entry of a snapshot, as the archive has it.
#[derive(Clone, Copy)]
pub(super) struct Pointer<'a> {
    pub member: &'a Member,
    pub commit: &'a str,
    /// In the repo.
    pub path: &'a str,
    /// The blob that it points to.
    pub etag: &'a str,
}

/// The folders of a repo that an import writes into.
const FOLDERS: [&str; 5] = ["blobs", "snapshots", "refs", "trees", ".no_exist"];

/// Whether a listing may be kept: a download will write what it names.
pub(super) fn is_sound(listing: &Tree) -> bool {
    let is_folder_too = |path: &str| path.match_indices('/').any(|(at, _)| listing.files.contains_key(&path[..at]));
    let is_sound = |(path, entry): (&String, &TreeEntry)| {
        let is_named = is_hash(&entry.blob_id) && entry.lfs_sha256.as_deref().is_none_or(is_hash);
        is_named && is_safe(path) && !is_folder_too(path)
    };
    let total = listing.files.values().try_fold(0, |total: u64, entry| total.checked_add(entry.content_size()));
    total.is_some() && listing.files.iter().all(is_sound)
}

/// Before anything is written: a folder that is a link would take all of it elsewhere.
pub(super) fn check_folders(repo: &RepoCache) -> Result<(), ArchiveError> {
    FOLDERS.iter().try_for_each(|name| check_no_link(&repo.folder().join(name)))
}

/// No folder between the repo's and that of the path is a link.
pub(super) fn check_way(repo: &RepoCache, path: &Path) -> Result<(), ArchiveError> {
    path.ancestors().skip(1).take_while(|folder| *folder != repo.folder()).try_for_each(check_no_link)
}

fn check_no_link(folder: &Path) -> Result<(), ArchiveError> {
    if folder.is_symlink() { Err(CacheError::Linked(folder.to_owned()).into()) } else { Ok(()) }
}

/// Whether the cache has the file already, as far as names and sizes tell.
pub(super) fn is_there(repo: &RepoCache, pointer: Pointer<'_>, listing: Option<&Tree>) -> bool {
    let Some(entry) = repo.entry(pointer.commit, pointer.path) else { return false };
    let Some(listing) = listing else { return true };
    listing.files.get(pointer.path).is_some_and(|listed| {
        // Where there are no links, nothing has a name that tells more than the size.
        let is_named = fs::read_link(&entry).map_or(true, |blob| blob.ends_with(listed.etag()));
        is_named && fs::metadata(&entry).is_ok_and(|about| about.len() == listed.content_size())
    })
}

/// The blob is what the listing says of the path. Its name may be of another kind than the listing's: then it is read.
pub(super) fn check_listed(repo: &RepoCache, pointer: Pointer<'_>, listing: &Tree) -> Result<(), ArchiveError> {
    let Pointer { member, path, etag, .. } = pointer;
    let is_listed = match listing.files.get(path) {
        None => false,
        Some(listed) if listed.etag() == etag => true,
        Some(listed) => {
            let hash = ContentHash::for_etag(listed.etag(), listed.content_size())
                .filter(|_| listed.etag().len() != etag.len());
            let blob = repo.blob(etag)?;
            let hashed = hash.map(|hash| open_regular(&blob).and_then(|file| hash.of_reader(file))).transpose();
            let found = hashed.map_err(|source| ArchiveError::Content { path: blob, source })?;
            found.is_some_and(|found| found == listed.etag())
        }
    };
    if is_listed { Ok(()) } else { Err(ArchiveError::Contradiction(member.name())) }
}

#[cfg(test)]
mod tests {
    use super::is_sound;
    use crate::cache::{Tree, TreeEntry};

    fn listing(files: &[(&str, &str, u64)]) -> Tree {
        let entry = |blob_id: &str, size| TreeEntry {
            size,
            blob_id: blob_id.into(),
            lfs_sha256: None,
            lfs_size: None,
            xet_hash: None,
        };
        Tree { files: files.iter().map(|(path, id, size)| ((*path).to_owned(), entry(id, *size))).collect() }
    }

    #[test]
    fn a_listing_names_files_of_its_own_folder_and_hashes_alone() {
        let id = "a".repeat(40);
        assert!(is_sound(&listing(&[("a/b", &id, 1), ("a.txt", &id, 2)])));
        for wrong in [
            &[("../a", id.as_str(), 1)][..],
            &[("/a", &id, 1)],
            &[("a//b", &id, 1)],
            &[("a", "../../evil", 1)],
            &[("a", "abc", 1)],
            &[("a", &id, u64::MAX), ("b", &id, 1)],
            &[("a", &id, 1), ("a/b", &id, 1)],
        ] {
            assert!(!is_sound(&listing(wrong)), "{wrong:?}");
        }
    }
}
