//! Files that appear whole or not at all.

use std::collections::hash_map::RandomState;
use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::path::Path;

use super::fence::{Fence, named, parent};
use crate::base::sha::is_lower_hex;

const EXTENSION: &str = ".tmp";
const SUFFIX_DIGITS: usize = 8;
/// Somebody else may take so many temporary files of one writer for abandoned, one after the other.
const MOST_ATTEMPTS: usize = 20;
/// Bytes of the name that a temporary file has from the one it becomes.
const LONGEST: usize = 200;

/// Writes a file beside its destination as `<name>.<8 hex>.tmp` and renames it over, so that a reader sees the old
/// content or the new and never a part. Makes the folders above. With a `mode` the file has exactly that one on
/// Unix, before its first byte; without, what the umask leaves. Not synced to disk: a crash of the machine may
/// leave the old content. What a process that was killed meanwhile left beside is removed. Links on the way to the
/// folder are followed: where others may write, see [`Fence::write_beside`].
pub fn write_beside(path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<()> {
    Fence::new(parent(path).to_owned()).write_beside(path, content, mode)
}

impl Fence {
    /// As [`write_beside`], below the root. Many files of one folder are better written by
    /// [`Self::write_beside_unswept`].
    pub fn write_beside(&self, path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<()> {
        self.write_by_way_of(parent(path), path, content, mode)
    }

    /// As [`Self::write_beside`], by way of another folder on the same file system: for a folder where a stray file would
    /// count.
    pub fn write_by_way_of(&self, folder: &Path, path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<()> {
        if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            self.remove_temporaries(folder, |temporary_of| temporary_of == shortened(name));
        }
        self.write(folder, path, content, mode)
    }

    /// As [`Self::write_beside`], and what others left beside stays: see [`Self::remove_temporaries`].
    pub fn write_beside_unswept(&self, path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<()> {
        self.write(parent(path), path, content, mode)
    }

    /// Removes what processes that were killed left of files in this folder, those whose names fit.
    pub fn remove_temporaries(&self, folder: &Path, fits: impl Fn(&str) -> bool) {
        for entry in fs::read_dir(named(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if name.to_str().and_then(temporary_of).is_some_and(&fits) {
                self.remove_abandoned(&folder.join(&name));
            }
        }
    }

    /// Removes a temporary file unless somebody holds the lock that a writer takes. Where locks do not work nobody is
    /// known to be gone.
    fn remove_abandoned(&self, path: &Path) {
        // Held until the file is gone, so that a writer who has just made it sees that.
        let Some(_lock) = self.read(path).ok().filter(|file| file.try_lock().is_ok()) else { return };
        // At worst it stays.
        drop(self.remove(path));
    }

    fn write(&self, folder: &Path, path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<()> {
        let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?.to_string_lossy();
        let attempt = || {
            let temporary = folder.join(format!("{}.{}{EXTENSION}", shortened(&name), random_suffix()));
            let written = self.write_new(&temporary, content, mode).and_then(|_lock| self.rename(&temporary, path));
            written.inspect_err(|_| {
                // The error is the one to tell; at worst the temporary file stays behind.
                drop(self.remove(&temporary));
            })
        };
        for _ in 1..MOST_ATTEMPTS {
            match attempt() {
                // The folder is missing; or between its making and its lock somebody took the temporary file for one
                // that was left behind.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    self.make_folder(folder)?;
                    self.make_folder(parent(path))?;
                }
                outcome => return outcome,
            }
        }
        attempt()
    }

    /// Returns the file with its lock.
    fn write_new(&self, path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<File> {
        let mut file = self.create_new(path, mode)?;
        // Where locks do not work, nobody takes the file for one that was left behind.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(io::ErrorKind::NotFound.into());
        }
        if let Some(mode) = mode {
            set_mode(&file, mode);
        }
        file.write_all(content)?;
        Ok(file)
    }
}

/// With what is put behind it, it may not be longer than a name may be.
fn shortened(name: &str) -> &str {
    &name[..name.floor_char_boundary(LONGEST)]
}

/// The name in that of a temporary file.
fn temporary_of(name: &str) -> Option<&str> {
    let (name, suffix) = name.strip_suffix(EXTENSION)?.rsplit_once('.')?;
    (suffix.len() == SUFFIX_DIGITS && is_lower_hex(suffix)).then_some(name)
}

/// Sets the permission bits of an open file whatever the umask. A file system that has none, or that lets nobody change
/// them, keeps its own: no file is made with more of them than it should have.
#[cfg(unix)]
pub fn set_mode(file: &File, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    drop(file.set_permissions(fs::Permissions::from_mode(mode)));
}

/// Does nothing where there are no permission bits.
#[cfg(not(unix))]
pub fn set_mode(_file: &File, _mode: u32) {}

/// Eight hex digits that no other process and no other call is likely to draw: for the names of temporary files,
/// not for secrets.
pub fn random_suffix() -> String {
    // The keys come from the system's generator, and each call gets others.
    let drawn = RandomState::new().build_hasher().finish();
    format!("{:08x}", drawn & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;

    use super::{Fence, random_suffix, write_beside};

    #[test]
    fn content_is_replaced_and_no_temporary_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/file");
        write_beside(&path, b"one", None).unwrap();
        write_beside(&path, b"two", None).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_write_that_cannot_be_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let occupied = folder.path().join("folder");
        fs::create_dir_all(occupied.join("child")).unwrap();
        assert!(write_beside(&occupied, b"x", None).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_writer_of_the_file_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (at, fence) = (|name: &str| folder.path().join(name), Fence::new(folder.path().to_owned()));
        for name in ["file.01234567.tmp", "other.01234567.tmp", "file.tmp", "file.0123456.tmp", "live.01234567.tmp"] {
            fs::write(at(name), "x").unwrap();
        }
        fence.write_beside_unswept(&at("file"), b"x", None).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 6);
        write_beside(&at("file"), b"x", None).unwrap();
        assert!(!at("file.01234567.tmp").exists() && at("other.01234567.tmp").exists());
        let live = fs::File::open(at("live.01234567.tmp")).unwrap();
        live.lock().unwrap();
        fence.remove_temporaries(folder.path(), |_| true);
        assert!(!at("other.01234567.tmp").exists() && at("live.01234567.tmp").exists());
        assert!(at("file.tmp").exists() && at("file.0123456.tmp").exists());
    }

    #[test]
    fn writers_of_one_file_do_not_take_each_other_for_gone() {
        let folder = tempfile::tempdir().unwrap();
        let write = || (0..200).all(|_| write_beside(&folder.path().join("new/file"), b"x", None).is_ok());
        std::thread::scope(|scope| {
            let all: Vec<_> = std::iter::repeat_with(|| scope.spawn(write)).take(8).collect();
            assert!(all.into_iter().all(|one| one.join().unwrap()));
        });
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
    }

    #[test]
    fn a_name_may_be_as_long_as_names_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("é".repeat(127));
        write_beside(&path, b"x", None).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"x");
    }

    #[test]
    fn the_way_may_lead_through_another_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("main.01234567.tmp"), "x").unwrap();
        Fence::new(folder.path().to_owned())
            .write_by_way_of(folder.path(), &folder.path().join("refs/main"), b"x", None)
            .unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(fs::read(folder.path().join("refs/main")).unwrap(), b"x");
    }

    #[cfg(unix)]
    #[test]
    fn a_mode_is_exact() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write_beside(&path, b"", Some(0o666)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o666);
    }

    #[test]
    fn suffixes_are_eight_hex_digits_and_differ() {
        let drawn: HashSet<String> = (0..1000).map(|_| random_suffix()).collect();
        assert_eq!(drawn.len(), 1000);
        assert!(drawn.iter().all(|suffix| suffix.len() == 8 && crate::base::sha::is_lower_hex(suffix)));
    }
}
