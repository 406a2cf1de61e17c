//! Folders that are created unless they exist. Does not look for links on the way: see `fence`.

use std::fs;
use std::io;
use std::path::Path;

/// Creates a folder, and those above it that are missing, for their owner only. One that exists stays as it is: it may be
/// shared with others on purpose.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Creates a folder, and those above it that are missing. One that exists is enough: some file systems refuse to create it
/// before they see that.
pub fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() { Ok(()) } else { fs::create_dir_all(path) }
}
