//! Folders that are replaced as a whole: the old one comes back unless the new one is complete.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::create_folder;
use super::write::random_suffix;

/// A folder that is being replaced: the old one is kept aside, and comes back unless the new one is complete.
#[derive(Debug)]
pub struct Replacing {
    folder: PathBuf,
    aside: Option<PathBuf>,
    is_complete: bool,
}

impl Replacing {
    /// Moves the old folder aside, if there is one, and makes a new one.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn begin(folder: &Path) -> io::Result<Self> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let aside = folder.with_file_name(format!(".{name}.old-{}", random_suffix()));
        let had_one = folder.symlink_metadata().is_ok();
        if had_one {
            fs::rename(folder, &aside)?;
        }
        let replacing = Self { folder: folder.to_owned(), aside: had_one.then_some(aside), is_complete: false };
        create_folder(folder)?;
        Ok(replacing)
    }

    /// The new folder stays.
    pub fn complete(mut self) {
        self.is_complete = true;
    }
}

impl Drop for Replacing {
    fn drop(&mut self) {
        // What cannot be removed is left beside; nobody takes it for an extension.
        match (self.is_complete, &self.aside) {
            (true, Some(old)) => drop(remove_folder(old)),
            (true, None) => {}
            (false, old) => {
                drop(remove_folder(&self.folder));
                drop(old.as_ref().map(|old| fs::rename(old, &self.folder)));
            }
        }
    }
}

/// Removes a folder, or a link to one but not what it leads to.
///
/// # Errors
/// The disk refuses.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    if folder.is_symlink() { fs::remove_file(folder) } else { fs::remove_dir_all(folder) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Replacing;

    #[test]
    fn a_folder_comes_back_unless_its_successor_is_complete() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("hf-tool");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("old"), "").unwrap();
        drop(Replacing::begin(&folder).unwrap());
        assert!(folder.join("old").exists());
        Replacing::begin(&folder).unwrap().complete();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }
}
