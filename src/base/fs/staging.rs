//! A folder beside the place that files go to. A transfer that is cut off leaves its content there, and the next one of the same
//! name continues it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Fence;
use super::folder::{create_folder, create_private_folder};
use super::lock::FileLock;
use super::own::is_our_folder;
use super::walk::files_under;
use crate::base::sha::ContentHash;

/// Transfers of one name at a time.
const MOST: usize = 16;
/// Digits of the name's hash.
const DIGITS: usize = 16;

/// A folder of one transfer, which no other process uses meanwhile.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    files: PathBuf,
    lock: Option<FileLock>,
    is_done: bool,
}

impl Staging {
    /// The folder of the transfer of that name. What an earlier run left is in it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(beside: &Path, name: &str) -> io::Result<Self> {
        let mut hash = ContentHash::sha256();
        hash.update(name.as_bytes());
        let digits = hash.finish();
        for number in 0..MOST {
            let number = if number == 0 { String::new() } else { format!("-{number}") };
            let folder = beside.join(format!(".hf-{}{number}", &digits[..DIGITS]));
            create_private_folder(&folder)?;
            // Others may have made it where they may write, too.
            if !is_our_folder(&folder) {
                continue;
            }
            if let Some(lock) = FileLock::try_acquire(&Fence::new(folder.clone()), &folder.join("lock"))? {
                let files = folder.join("files");
                create_folder(&files)?;
                return Ok(Self { folder, files, lock: Some(lock), is_done: false });
            }
        }
        Err(io::Error::other("too many transfers of one place at a time"))
    }

    /// Where the files are.
    pub fn path(&self) -> &Path {
        &self.files
    }

    /// Nothing in it is needed any more.
    pub fn finish(mut self) {
        self.is_done = true;
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.is_done || !has_content(&self.files) {
            // At worst it stays, and the next transfer of this name takes it.
            drop(fs::remove_dir_all(&self.folder));
        }
        drop(self.lock.take());
    }
}

/// Whether there are bytes that were transferred, and not only what a download notes beside them.
fn has_content(folder: &Path) -> bool {
    let is_content = |path: &str| !path.starts_with(".cache/") || path.ends_with(".incomplete");
    files_under(folder).is_ok_and(|files| files.iter().any(|file| file.size > 0 && is_content(&file.path)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Staging;

    #[test]
    fn what_was_cut_off_is_found_again_and_nothing_stays_of_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let staging = |name| Staging::open(folder.path(), name).unwrap();
        let count = || fs::read_dir(folder.path()).unwrap().count();
        drop(staging("a"));
        assert_eq!(count(), 0, "it was empty");
        let first = staging("a");
        fs::write(first.path().join("part"), "x").unwrap();
        let second = staging("a");
        assert!(!second.path().join("part").exists(), "another process is at it");
        drop((first, second));
        assert_eq!(count(), 1);
        assert!(!staging("b").path().join("part").exists());
        let again = staging("a");
        assert!(again.path().join("part").exists());
        again.finish();
        assert_eq!(count(), 0);
    }
}
