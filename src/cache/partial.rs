//! Files that are still being downloaded: `<stem>.<8 hex>.incomplete`, a name of their own for each attempt, and renamed
//! over their destination when they are whole. What is written into them, and whether it is right, is the caller's.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use super::CacheError;
use super::lock::make;
use crate::base::fs::{Fence, SecondName, allocated_bytes, random_suffix};
use crate::base::sha::is_lower_hex;

const EXTENSION: &str = ".incomplete";
/// Takes the place of [`EXTENSION`] in the name of a partial's journal.
pub(super) const JOURNAL_EXTENSION: &str = ".parts.incomplete";
const SUFFIX_DIGITS: usize = 8;

/// A file in the making. Dropped without [`Self::commit`] it is removed, unless a journal says what is done of it.
#[derive(Debug)]
pub struct Partial {
    fence: Fence,
    file: File,
    path: PathBuf,
    destination: PathBuf,
    remove: bool,
}

/// Where one content is being downloaded.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    /// Around the folder and the destination.
    pub(super) fence: &'a Fence,
    pub(super) folder: &'a Path,
    /// How the names of its partials begin.
    pub(super) stem: &'a str,
    /// What a partial becomes.
    pub(super) destination: &'a Path,
}

impl Site<'_> {
    /// Makes an empty partial under a new name; makes the folder.
    pub(super) fn create(&self) -> Result<Partial, CacheError> {
        let path = self.new_name();
        let file = make(self.fence, ("write", &path), |fence| fence.create_new(&path, None))?;
        Ok(self.partial(file, path))
    }

    /// Opens a partial that an earlier attempt of this user kept, with its content.
    pub(super) fn reopen(&self, path: PathBuf) -> io::Result<Partial> {
        let file = self.fence.open_ours(&path)?;
        Ok(self.partial(file, path))
    }

    fn partial(&self, file: File, path: PathBuf) -> Partial {
        Partial { fence: self.fence.clone(), file, path, destination: self.destination.to_owned(), remove: true }
    }

    /// Gives the destination the content of another file, over whatever exists: a link is replaced, not written through.
    pub(super) fn place(&self, first: &Path, kind: SecondName) -> Result<(), CacheError> {
        let (temporary, destination) = (self.new_name(), self.destination);
        let made = make(self.fence, ("link", &temporary), |fence| kind.make(first, fence, &temporary));
        let renamed = |()| make(self.fence, ("link", destination), |fence| fence.rename(&temporary, destination));
        let placed = made.and_then(renamed);
        // Of two names of one file the system moves none, and says that it did.
        drop(self.fence.remove(&temporary));
        placed
    }

    /// A name that no other attempt has.
    fn new_name(&self) -> PathBuf {
        self.folder.join(format!("{}.{}{EXTENSION}", self.stem, random_suffix()))
    }

    /// What earlier attempts left behind under this stem, in the order of their names; of some the journal is all there
    /// is. An older client's `<stem>.incomplete`, which it may still be writing, is not among them.
    pub(super) fn leftovers(&self) -> Vec<PathBuf> {
        Partial::leftovers(self.folder, self.stem)
    }
}

impl Partial {
    fn leftovers(folder: &Path, stem: &str) -> Vec<PathBuf> {
        let names: BTreeSet<String> =
            names_in(folder).filter(|name| stem_of(name) == Some(stem)).map(|name| of_journal(&name)).collect();
        names.into_iter().map(|name| folder.join(name)).collect()
    }

    /// Bytes on the disk that earlier attempts have filled under this stem.
    pub(super) fn kept_bytes(folder: &Path, stem: &str) -> u64 {
        let sizes = Self::leftovers(folder, stem).into_iter().filter_map(|path| fs::symlink_metadata(path).ok());
        sizes.filter(fs::Metadata::is_file).map(|metadata| allocated_bytes(&metadata)).sum()
    }

    /// The stems of all partials in a folder, whoever writes them or has left them.
    pub(super) fn stems(folder: &Path) -> HashSet<String> {
        names_in(folder).filter_map(|name| stem_of(&name).map(str::to_owned)).collect()
    }

    /// The open file, for reading and writing at any place.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Where it is now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the file to its destination, over whatever is there: a link is replaced, not written through. Its mode is
    /// that of any new file, for it was made as one. Makes the folder. Returns the destination.
    ///
    /// # Errors
    /// When the file cannot be moved; it is removed then.
    pub fn commit(mut self) -> Result<PathBuf, CacheError> {
        let rename = |fence: &Fence| match fence.rename(&self.path, &self.destination) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Ok(true),
            outcome => outcome.map(|()| false),
        };
        let is_elsewhere = make(&self.fence, ("write", &self.destination), rename)?;
        if is_elsewhere {
            self.copy()?;
        } else {
            self.remove = false;
        }
        Ok(self.destination.clone())
    }

    /// From now on the file stays when this value is dropped, for a later attempt to go on with.
    #[must_use]
    pub(super) fn kept_when_dropped(mut self) -> Self {
        self.remove = false;
        self
    }

    /// Removes the file, kept or not.
    pub(super) fn discard(mut self) {
        self.remove = true;
    }

    /// The destination is on another disk: copied beside it, so that it too appears whole.
    fn copy(&self) -> Result<(), CacheError> {
        let mut name = self.destination.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}{EXTENSION}", random_suffix()));
        let beside = self.destination.with_file_name(name);
        let copied = self.copy_to(&beside).and_then(|()| self.fence.rename(&beside, &self.destination));
        if copied.is_err() {
            drop(self.fence.remove(&beside));
        }
        copied.map_err(CacheError::io("write", &self.destination))
    }

    fn copy_to(&self, beside: &Path) -> io::Result<()> {
        let (mut source, mut copy) = (&self.file, self.fence.create_new(beside, None)?);
        source.rewind()?;
        io::copy(&mut source, &mut copy).map(drop)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if self.remove {
            // At worst it stays behind, where the clean-up of the cache finds it.
            drop(self.fence.remove(&self.path));
        }
    }
}

fn names_in(folder: &Path) -> impl Iterator<Item = String> {
    fs::read_dir(folder).into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok())
}

/// The partial that a journal speaks of; a partial's own name stays.
fn of_journal(name: &str) -> String {
    name.strip_suffix(JOURNAL_EXTENSION).map_or_else(|| name.to_owned(), |start| format!("{start}{EXTENSION}"))
}

/// Whether a file of this name is an unfinished download, by this client or another, or a journal of one.
pub(super) fn is_partial(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.ends_with(EXTENSION))
}

/// The entity tag of what an unfinished download is to become, or its journal is of. Older clients wrote no suffix.
pub(super) fn etag_of(name: &str) -> Option<&str> {
    stem_of(name).or_else(|| name.strip_suffix(EXTENSION))
}

/// The stem in the name of a partial, or of its journal.
fn stem_of(name: &str) -> Option<&str> {
    let name = name.strip_suffix(JOURNAL_EXTENSION).or_else(|| name.strip_suffix(EXTENSION))?;
    let (stem, suffix) = name.rsplit_once('.')?;
    (suffix.len() == SUFFIX_DIGITS && is_lower_hex(suffix)).then_some(stem)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use tempfile::TempDir;

    use super::{Fence, Partial, Site};

    fn at<T>(folder: &TempDir, destination: &Path, act: impl FnOnce(&Site<'_>) -> T) -> T {
        let fence = Fence::new(folder.path().to_owned());
        act(&Site { fence: &fence, folder: folder.path(), stem: "e1", destination })
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_committed_is_at_its_destination_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let destination = folder.path().join("a/b");
        let partial = at(&folder, &destination, |site| site.create().unwrap());
        partial.file().write_all(b"content").unwrap();
        assert!(!destination.exists());
        assert_eq!(partial.commit().unwrap(), destination);
        assert_eq!(fs::read(&destination).unwrap(), b"content");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn what_is_dropped_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        drop(at(&folder, &folder.path().join("x"), |site| site.create().unwrap()));
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_is_kept_can_be_found_and_finished() {
        let folder = tempfile::tempdir().unwrap();
        let partial = at(&folder, &folder.path().join("x"), |site| site.create().unwrap());
        partial.file().write_all(b"content").unwrap();
        let kept = partial.path().to_owned();
        drop(partial.kept_when_dropped());
        assert_eq!(Partial::leftovers(folder.path(), "e1"), std::slice::from_ref(&kept));
        let again = at(&folder, &folder.path().join("x"), |site| site.reopen(kept).unwrap());
        assert_eq!(fs::read(again.commit().unwrap()).unwrap(), b"content");
    }

    #[test]
    fn only_files_of_this_stem_and_format_are_leftovers() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["e1.incomplete", "e1.0123456.incomplete", "e1.0123456X.incomplete", "e12.01234567.incomplete", "e1"]
        {
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert!(Partial::leftovers(folder.path(), "e1").is_empty());
        assert!(Partial::leftovers(&folder.path().join("none"), "e1").is_empty());
    }

    #[test]
    fn a_leftover_is_one_with_its_journal_or_without_or_the_journal_alone() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["e1.00000001.incomplete", "e1.00000001.parts.incomplete", "e1.00000002.parts.incomplete"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let found = Partial::leftovers(folder.path(), "e1");
        assert_eq!(found, [1, 2].map(|number| folder.path().join(format!("e1.0000000{number}.incomplete"))));
        assert_eq!(Partial::stems(folder.path()).into_iter().collect::<Vec<_>>(), ["e1"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_committed_has_the_mode_of_a_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        let plain = folder.path().join("plain");
        fs::write(&plain, "").unwrap();
        let committed = at(&folder, &folder.path().join("e1"), |site| site.create().unwrap()).commit().unwrap();
        assert_eq!(mode(&committed), mode(&plain));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_at_the_destination_is_replaced_not_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let (shared, destination) = (folder.path().join("shared"), folder.path().join("e1"));
        fs::write(&shared, "shared").unwrap();
        std::os::unix::fs::symlink("shared", &destination).unwrap();
        at(&folder, &destination, |site| site.create().unwrap()).commit().unwrap();
        assert!(!destination.is_symlink());
        assert_eq!(fs::read(&shared).unwrap(), b"shared");
    }
}
