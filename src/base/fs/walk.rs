//! The files of a local folder, as an upload or a comparison needs them.

use std::fs::{self, DirEntry, Metadata};
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
    /// A link leads back to a folder that is being walked.
    #[error("'{}' leads back to a folder above it", path.display())]
    Loop {
        /// The link.
        path: PathBuf,
    },
    /// A name that is not Unicode has no place on the Hub.
    #[error("the name of '{}' is not valid Unicode", path.display())]
    NotUnicode {
        /// The file or folder.
        path: PathBuf,
    },
}

/// All files below a folder, those behind links included, sorted segment by segment (`a/b` before `a.txt`), which is
/// Python's order of paths. Links to nothing, sockets and the like are left out.
pub fn files_under(folder: &Path) -> Result<Vec<LocalFile>, WalkError> {
    let mut walk = Walk { found: Vec::new(), open: Vec::new() };
    walk.folder(folder, "")?;
    Ok(walk.found)
}

struct Walk {
    found: Vec<LocalFile>,
    /// The real paths of the folders that the walk is inside of, outermost first.
    open: Vec<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), WalkError> {
        let real = fs::canonicalize(folder).map_err(|source| unreadable(folder, source))?;
        if self.open.contains(&real) {
            return Err(WalkError::Loop { path: folder.to_owned() });
        }
        self.open.push(real);
        for entry in sorted_entries(folder)? {
            self.entry(&entry, prefix)?;
        }
        self.open.pop();
        Ok(())
    }

    fn entry(&mut self, entry: &DirEntry, prefix: &str) -> Result<(), WalkError> {
        let path = entry.path();
        let now = SystemTime::now();
        let Some(metadata) = followed(entry, &path)? else { return Ok(()) };
        if !metadata.is_dir() && !metadata.is_file() {
            return Ok(());
        }
        let name = entry.file_name().into_string().map_err(|_| WalkError::NotUnicode { path: path.clone() })?;
        if metadata.is_dir() {
            return self.folder(&path, &format!("{prefix}{name}/"));
        }
        let stamp = Stamp::of(&metadata).map_err(|source| unreadable(&path, source))?;
        let (path, is_settled) = (format!("{prefix}{name}"), stamp.is_settled(now));
        self.found.push(LocalFile { path, size: metadata.len(), stamp, is_settled });
        Ok(())
    }
}

fn sorted_entries(folder: &Path) -> Result<Vec<DirEntry>, WalkError> {
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = listed.map_err(|source| unreadable(folder, source))?;
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

/// What the entry is, a link taken for its target. `None` if it is gone or points at nothing.
fn followed(entry: &DirEntry, path: &Path) -> Result<Option<Metadata>, WalkError> {
    let kind = entry.file_type().map_err(|source| unreadable(path, source))?;
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

    use super::{WalkError, files_under};

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
    fn links_are_followed_and_broken_ones_left_out() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("inside"), folder.path().join("outside"));
        touch(&outside, "c.txt");
        fs::create_dir(&inside).unwrap();
        symlink("../outside", inside.join("folder")).unwrap();
        symlink("../outside/c.txt", inside.join("file")).unwrap();
        symlink("nowhere", inside.join("broken")).unwrap();
        assert_eq!(names(&inside), ["file", "folder/c.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn loops_are_refused() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let (left, right) = (folder.path().join("left"), folder.path().join("right"));
        fs::create_dir(&left).unwrap();
        fs::create_dir(&right).unwrap();
        symlink("../right", left.join("to_right")).unwrap();
        symlink("../left", right.join("to_left")).unwrap();
        assert!(matches!(files_under(&left), Err(WalkError::Loop { .. })));
    }
}
