//! One copy of a content for all repos of the cache: `blobs/<2 hex>/<Xet hash>`, where the blobs of repos are links to.
//! For content in Xet storage only, whose hash is known before it is fetched. A manifest beside it names the blobs
//! that use it, for whoever cleans up. Everything here may fail without harm: a blob then stays a file of its repo.
//!
//! The Xet hash and the size of a content are what its Hub says: an entry may hold what another Hub called by the same
//! name, or what another user of the cache put there. So it is used only by those whose tag is its hash, see `checked`.

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{CacheError, LinkMode, RepoCache};
use crate::base::fs::{Fence, FileLock, open_unlinked, random_suffix, relative_path, set_mode};
use crate::base::sha::{is_hash, is_lower_hex};

const MARKER: &str = ".huggingface-shared-blobs";
/// The version of the layout.
const MARKER_CONTENT: &str = "1\n";
/// Of manifests and locks: every user of a shared cache may write them.
pub(super) const FOR_EVERYBODY: u32 = 0o666;

/// A blob whose content may be shared.
#[derive(Debug, Clone, Copy)]
pub struct SharedBlob<'a> {
    /// What the repos know it by: the name of their blobs.
    pub etag: &'a str,
    /// The Xet hash.
    pub hash: &'a str,
    /// Bytes.
    pub size: u64,
}

impl RepoCache {
    /// Whether another repo seems to have brought this content: by its name and size.
    pub fn has_shared(&self, blob: SharedBlob<'_>) -> bool {
        self.shared_entry(blob).is_some_and(|entry| self.is_adopted() && is_usable(&entry, blob.size))
    }

    /// Makes the repo's blob a link to content that is in the store, which may have to be hashed first. Hold the blob's
    /// lock. Returns whether it could. Blocks.
    pub fn link_shared(&self, blob: SharedBlob<'_>) -> bool {
        let Some(entry) = self.shared_entry(blob).filter(|_| self.is_adopted()) else { return false };
        let Ok(place) = self.layout.blob(blob.etag) else { return false };
        let link = || {
            let _lock = Lock::take(self.layout.hub(), &entry)?;
            if !is_usable(&entry, blob.size) || !self.has_wanted_content(&entry, blob) {
                return Err(io::ErrorKind::NotFound.into());
            }
            self.layout.fence().make_folder(&self.layout.blobs())?;
            let link = Link::new(self.layout.fence(), &place, &entry)?;
            self.refer(&entry, blob.etag)?;
            link.replace(&place)
        };
        link().is_ok()
    }

    /// Moves a blob that was just fetched into the store and leaves a link in its place. `replace` is for content that
    /// was fetched although it was there, `is_checked` for one whose hash was computed meanwhile. Hold the blob's lock.
    /// Blocks.
    ///
    /// # Errors
    /// When the blob is lost. Where it cannot be shared it just stays.
    pub fn share(&self, blob: SharedBlob<'_>, replace: bool, is_checked: bool) -> Result<(), CacheError> {
        let place = self.layout.blob(blob.etag)?;
        let Some(entry) = self.shared_entry(blob).filter(|entry| self.adopt(entry).is_ok()) else { return Ok(()) };
        let shared = || {
            let _lock = Lock::take(self.layout.hub(), &entry)?;
            let link = Link::new(self.layout.fence(), &place, &entry)?;
            let is_there = !replace && is_usable(&entry, blob.size) && self.has_wanted_content(&entry, blob);
            if !is_there && self.is_used_as_another(&entry, blob.etag) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            // Named before it can be seen: whoever cleans up must not find it unused.
            self.refer(&entry, blob.etag)?;
            if !is_there {
                self.open_to_readers(&place, &entry)?;
                self.layout.fence().move_to(&place, self.layout.hub(), &entry)?;
                if is_checked {
                    self.remember_content(&entry, blob);
                }
            }
            link.replace(&place).or_else(|error| if is_there { Err(error) } else { self.restore(&entry, &place) })
        };
        match shared() {
            Err(error) if !place.exists() => Err(CacheError::io("restore", &place)(error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Where the content is, or would be; `None` if nothing is shared.
    fn shared_entry(&self, blob: SharedBlob<'_>) -> Option<PathBuf> {
        let is_name = blob.hash.len() == 64 && is_lower_hex(blob.hash);
        let may = self.shares && is_name && is_hash(blob.etag) && self.link_mode() == LinkMode::Symlink;
        may.then(|| self.shared_folder().join(&blob.hash[..2]).join(blob.hash))
    }

    fn shared_folder(&self) -> PathBuf {
        self.layout.root().join("blobs")
    }

    fn is_adopted(&self) -> bool {
        is_store(&self.shared_folder())
    }

    /// Makes the store and the folder of an entry. A folder of that name that somebody else filled is not touched.
    fn adopt(&self, entry: &Path) -> io::Result<()> {
        let (hub, store) = (self.layout.hub(), self.shared_folder());
        // With what the cache's folder hands down.
        let mode = mode_of(self.layout.root()) & 0o3777;
        hub.make_folder_with_mode(&store, mode)?;
        if !self.is_adopted() {
            remove_torn_markers(hub, &store)?;
            if fs::read_dir(&store)?.next().is_some() {
                return Err(io::ErrorKind::DirectoryNotEmpty.into());
            }
            hub.write_beside(&store.join(MARKER), MARKER_CONTENT.as_bytes(), Some(self.payload_mode()))?;
        }
        hub.make_folder_with_mode(entry.parent().unwrap_or(&store), mode)
    }

    /// Adds the blob to the manifest of the content.
    fn refer(&self, entry: &Path, etag: &str) -> io::Result<()> {
        let mut manifest = open_for_everybody(self.layout.hub(), &manifest_of(entry))?;
        let repo = self.folder().file_name().unwrap_or_default().to_string_lossy();
        manifest.write_all(format!("{repo}/blobs/{etag}\n").as_bytes())?;
        manifest.sync_all()
    }

    /// Content that repos share is read-only, for all who may enter the cache.
    fn open_to_readers(&self, place: &Path, entry: &Path) -> io::Result<()> {
        let (mode, file) = (self.payload_mode(), self.layout.fence().open_ours(place)?);
        set_mode(&file, mode);
        give_to_group_of(entry.parent().unwrap_or(entry), &file).or_else(|error| {
            let others_may = mode & 0o004 != 0 || mode & 0o040 == 0;
            if others_may { Ok(()) } else { Err(error) }
        })
    }

    /// The content is in the store but its link cannot be made: the repo gets a copy.
    fn restore(&self, entry: &Path, place: &Path) -> io::Result<()> {
        let mut content = self.layout.hub().read(entry)?;
        io::copy(&mut content, &mut self.layout.fence().create_new(place, None)?).map(drop)
    }

    fn payload_mode(&self) -> u32 {
        let root = mode_of(self.layout.root());
        0o400 | if root & 0o010 == 0 { 0 } else { 0o040 } | if root & 0o001 == 0 { 0 } else { 0o004 }
    }
}

/// Whether a folder is marked as a store, of the version that is known here.
pub(super) fn is_store(folder: &Path) -> bool {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir());
    let content = open_unlinked(&folder.join(MARKER)).and_then(io::read_to_string);
    is_folder && content.is_ok_and(|content| content == MARKER_CONTENT)
}

/// Where the users of a content are named.
pub(super) fn manifest_of(entry: &Path) -> PathBuf {
    with_suffix(entry, ".refs")
}

/// A link under a name of its own, which goes again unless it gets the blob's.
struct Link<'f> {
    fence: &'f Fence,
    temporary: Option<PathBuf>,
}

impl<'f> Link<'f> {
    fn new(fence: &'f Fence, place: &Path, entry: &Path) -> io::Result<Self> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let temporary = place.with_file_name(format!(".{name}.{}.shared", random_suffix()));
        fence.symlink(&relative_path(place.parent().unwrap_or(place), entry), &temporary)?;
        Ok(Self { fence, temporary: Some(temporary) })
    }

    fn replace(mut self, place: &Path) -> io::Result<()> {
        let Some(temporary) = &self.temporary else { return Ok(()) };
        self.fence.rename(temporary, place)?;
        self.temporary = None;
        Ok(())
    }
}

impl Drop for Link<'_> {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // At worst a link stays behind that nobody follows.
            drop(self.fence.remove(temporary));
        }
    }
}

/// The lock on one content of the store, of which Python processes take the same.
pub(super) enum Lock {
    System { _file: File },
    Existence { _lock: FileLock },
}

impl Lock {
    /// `hub` is around the cache.
    pub(super) fn take(hub: &Fence, entry: &Path) -> io::Result<Self> {
        let file = open_for_everybody(hub, &with_suffix(entry, ".lock"))?;
        match file.lock() {
            Ok(()) => Ok(Self::System { _file: file }),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Self::Existence { _lock: FileLock::acquire(hub, &with_suffix(entry, ".lock.soft"))? })
            }
            Err(error) => Err(error),
        }
    }
}

/// A regular file of the right size that can be read.
fn is_usable(entry: &Path, size: u64) -> bool {
    open_unlinked(entry).and_then(|file| file.metadata()).is_ok_and(|metadata| metadata.len() == size)
}

fn with_suffix(entry: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = entry.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A file beside a content, for appending. One that exists keeps its mode: only its maker knows what it is.
fn open_for_everybody(hub: &Fence, path: &Path) -> io::Result<File> {
    let (file, created) = hub.open_or_create(path)?;
    if created {
        set_mode(&file, FOR_EVERYBODY);
    }
    Ok(file)
}

/// What a process leaves that was killed while it marked the store.
fn remove_torn_markers(hub: &Fence, store: &Path) -> io::Result<()> {
    for entry in fs::read_dir(store)? {
        let name = entry?.file_name().into_string().unwrap_or_default();
        let suffix = name.strip_prefix(MARKER).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(".tmp"));
        if suffix.is_some_and(|suffix| suffix.len() == 8 && is_lower_hex(suffix)) {
            hub.remove(&store.join(name))?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn mode_of(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).map_or(0o700, |metadata| metadata.permissions().mode())
}

#[cfg(not(unix))]
fn mode_of(_path: &Path) -> u32 {
    0o700
}

#[cfg(unix)]
fn give_to_group_of(folder: &Path, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let group = fs::metadata(folder)?.gid();
    if file.metadata()?.gid() == group { Ok(()) } else { fchown(file, None, Some(group)) }
}

#[cfg(not(unix))]
fn give_to_group_of(_folder: &Path, _file: &File) -> io::Result<()> {
    Ok(())
}
