//! The files of a local folder, as an upload or a comparison needs them.

use std::fs::{self, DirEntry, FileType, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::Stamp;

/// One file found in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalFile {
    /// Where it is below the folder, with `/` between the segments on every system.
    pub path: String,
    /// Its size in bytes.
    pub size: u64,
    pub stamp: Stamp,
    /// Whether writing to it after the walk had found it would change the stamp.
    pub is_settled: bool,
}

/// Why a folder could not be walked.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A folder or file could not be read.
    #[error("cannot read '{}'", path.display())]
    Io {
        /// What was read.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A name that is not Unicode has no place on the Hub.
    #[error("the name of '{}' is not valid Unicode", path.display())]
    NotUnicode {
        /// The file or folder.
        path: PathBuf,
    },
}

/// What a walk came upon: its path below the folder, as far as that is Unicode.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// A file, or a link to one.
    File(&'a str),
    /// A folder that would be walked.
    Folder(&'a str),
}

/// What a walk found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Sorted segment by segment (`a/b` before `a.txt`), which is Python's order of paths.
    pub files: Vec<LocalFile>,
    /// The paths of links to folders, which are not followed.
    pub linked_folders: Vec<String>,
    /// The paths of links to files outside of the folder, which are among `files`, with what they lead to.
    pub links_out: Vec<(String, PathBuf)>,
    /// The paths of what has no content, and what it is.
    pub without_content: Vec<(String, NoContent)>,
}

/// Something in a folder that has no content of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoContent {
    /// A link to nothing.
    DanglingLink,
    /// A pipe, a socket or a device.
    Special,
}

/// All files below a folder, links to files included. Folders behind links are not entered, as the Python client does
/// not either. Links to nothing, sockets and the like are left out.
///
/// # Errors
/// The first [`WalkError`].
pub fn files_under(folder: &Path) -> Result<Vec<LocalFile>, WalkError> {
    Ok(meant_under(folder, |_| true)?.files)
}

/// The same, of those that are meant. Folders that are not are not even opened.
///
/// # Errors
/// The first [`WalkError`] about an entry that is meant.
pub fn meant_under(folder: &Path, is_meant: impl Fn(Entry<'_>) -> bool) -> Result<Found, WalkError> {
    let root = fs::canonicalize(folder).map_err(|source| unreadable(folder, source))?;
    let mut walk = Walk { root, found: Found::default(), is_meant };
    walk.folder(folder, "")?;
    Ok(walk.found)
}

struct Walk<F> {
    /// The folder without links on the way.
    root: PathBuf,
    found: Found,
    is_meant: F,
}

impl<F: Fn(Entry<'_>) -> bool> Walk<F> {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), WalkError> {
        for entry in sorted_entries(folder)? {
            let below = format!("{prefix}{}", entry.file_name().to_string_lossy());
            self.entry(&entry, below)?;
        }
        Ok(())
    }

    /// `below` is the path below the folder, what is not Unicode in it replaced.
    fn entry(&mut self, entry: &DirEntry, below: String) -> Result<(), WalkError> {
        let path = entry.path();
        let kind = entry.file_type().map_err(|source| unreadable(&path, source))?;
        let what = if kind.is_dir() { Entry::Folder(&below) } else { Entry::File(&below) };
        if !(self.is_meant)(what) {
            return Ok(());
        }
        let now = SystemTime::now();
        let Some(metadata) = followed(entry, kind, &path)? else {
            // What is gone was deleted meanwhile.
            self.found.without_content.extend(kind.is_symlink().then_some((below, NoContent::DanglingLink)));
            return Ok(());
        };
        if !metadata.is_dir() && !metadata.is_file() {
            self.found.without_content.push((below, NoContent::Special));
            return Ok(());
        }
        if entry.file_name().to_str().is_none() {
            return Err(WalkError::NotUnicode { path });
        }
        if kind.is_dir() {
            return self.folder(&path, &format!("{below}/"));
        }
        if metadata.is_dir() {
            self.found.linked_folders.push(below);
            return Ok(());
        }
        let stamp = Stamp::of(&metadata).map_err(|source| unreadable(&path, source))?;
        let is_settled = stamp.is_settled(now);
        if kind.is_symlink() {
            let target = fs::canonicalize(&path).map_err(|source| unreadable(&path, source))?;
            if !target.starts_with(&self.root) {
                self.found.links_out.push((below.clone(), target));
            }
        }
        self.found.files.push(LocalFile { path: below, size: metadata.len(), stamp, is_settled });
        Ok(())
    }
}

fn sorted_entries(folder: &Path) -> Result<Vec<DirEntry>, WalkError> {
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = listed.map_err(|source| unreadable(folder, source))?;
    entries.sort_by_cached_key(DirEntry::file_name);
    Ok(entries)
}

/// What the entry is, a link taken for its target. `None` if it is gone or points at nothing.
fn followed(entry: &DirEntry, kind: FileType, path: &Path) -> Result<Option<Metadata>, WalkError> {
    let metadata = if kind.is_symlink() { fs::metadata(path) } else { entry.metadata() };
    match metadata {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(unreadable(path, source)),
    }
}

fn unreadable(path: &Path, source: io::Error) -> WalkError {
    WalkError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Entry, WalkError, files_under, meant_under};

    fn touch(folder: &Path, name: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        files_under(folder).unwrap().into_iter().map(|file| file.path).collect()
    }

    #[test]
    fn files_come_in_the_order_of_pythons_paths() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "a.dir/x", "a.e", "sub/b.txt", "a/z", "B", ".hidden"] {
            touch(folder.path(), name);
        }
        assert_eq!(names(folder.path()), [".hidden", "B", "a/z", "a.dir/x", "a.e", "a.txt", "sub/b.txt"]);
    }

    #[test]
    fn sizes_are_those_of_the_files() {
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), "four");
        assert_eq!(files_under(folder.path()).unwrap()[0].size, 4);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(files_under(&folder.path().join("none")), Err(WalkError::Io { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_followed_and_others_are_not() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("inside"), folder.path().join("outside"));
        touch(&outside, "c.txt");
        fs::create_dir(&inside).unwrap();
        symlink("../outside", inside.join("folder")).unwrap();
        symlink("../outside/c.txt", inside.join("file")).unwrap();
        symlink("nowhere", inside.join("broken")).unwrap();
        symlink("..", inside.join("loop")).unwrap();
        let found = meant_under(&inside, |_| true).unwrap();
        assert_eq!(found.linked_folders, ["folder", "loop"]);
        let target = fs::canonicalize(outside.join("c.txt")).unwrap();
        assert_eq!(found.links_out, [("file".to_owned(), target)]);
        assert_eq!(names(&inside), ["file"]);
        symlink("inside", folder.path().join("link")).unwrap();
        assert_eq!(names(&folder.path().join("link")), ["file"], "the folder itself may be one");
        touch(&inside, "a");
        symlink("a", inside.join("b")).unwrap();
        assert_eq!(
            meant_under(&inside, |_| true).unwrap().links_out.len(),
            1,
            "a link to a file of the folder stays in it"
        );
    }

    #[test]
    fn what_is_not_meant_is_left_out_and_its_folders_are_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a/b", "a/c", "d/e"] {
            touch(folder.path(), name);
        }
        let is_meant = |entry: Entry<'_>| match entry {
            Entry::Folder(path) => path != "d",
            Entry::File(path) => {
                assert_ne!(path, "d/e");
                path != "a/b"
            }
        };
        let files = meant_under(folder.path(), is_meant).unwrap().files;
        assert_eq!(files.into_iter().map(|file| file.path).collect::<Vec<_>>(), ["a/c"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_unicode_matters_only_where_it_is_meant() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        touch(folder.path(), "a");
        fs::write(folder.path().join(OsStr::from_bytes(b"b\xff")), "").unwrap();
        assert!(matches!(files_under(folder.path()), Err(WalkError::NotUnicode { .. })));
        let is_meant = |entry: Entry<'_>| matches!(entry, Entry::File(path) if !path.starts_with('b'));
        assert_eq!(meant_under(folder.path(), is_meant).unwrap().files.len(), 1);
    }
}
