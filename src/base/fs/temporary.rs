//! Files and folders of this process alone, which end with it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::write::random_suffix;

/// A file or a folder that is removed when this is dropped.
#[derive(Debug)]
pub struct Temporary(PathBuf);

impl Temporary {
    /// A new file in that folder with all that the reader gives; only its owner can read it.
    pub fn file(folder: &Path, content: impl Read) -> io::Result<Self> {
        Self::file_called(folder, "", content)
    }

    /// The same, for a program that goes by the ending of the name.
    pub fn file_called(folder: &Path, ending: &str, mut content: impl Read) -> io::Result<Self> {
        let path = folder.join(format!("hf-{}{ending}", random_suffix()));
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file: File = options.write(true).create_new(true).open(&path)?;
        let temporary = Self(path);
        io::copy(&mut content, &mut file)?;
        Ok(temporary)
    }

    /// A new, empty folder in that folder; only its owner can look into it.
    pub fn folder(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!(".hf-{}", random_suffix()));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // At worst it stays in a folder that the system clears.
        drop(if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) });
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Temporary;

    #[test]
    fn it_ends_with_its_value() {
        let folder = tempfile::tempdir().unwrap();
        let file = Temporary::file(folder.path(), &b"content"[..]).unwrap();
        let inner = Temporary::folder(folder.path()).unwrap();
        fs::write(inner.path().join("x"), "y").unwrap();
        assert_eq!(fs::read(file.path()).unwrap(), b"content");
        drop((file, inner));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
