//! Files that appear whole or not at all.

use std::collections::hash_map::RandomState;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file beside its destination as `<name>.<8 hex>.tmp` and renames it over, so that a reader sees the old
/// content or the new and never a part. Makes the folders above. With a `mode` the file has exactly that one on
/// Unix, before its first byte; without, what the umask leaves. Not synced to disk: a crash of the machine may
/// leave the old content.
pub fn write_beside(path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut temporary = name.to_owned();
    temporary.push(format!(".{}.tmp", random_suffix()));
    let temporary = path.with_file_name(temporary);
    let written = write_new(&temporary, content, mode).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // The first error is the one to tell; at worst the temporary file stays behind.
        drop(fs::remove_file(&temporary));
    }
    written
}

fn write_new(path: &Path, content: &[u8], mode: Option<u32>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    restrict(&mut options, mode);
    let mut file = options.open(path)?;
    if let Some(mode) = mode {
        set_mode(&file, mode)?;
    }
    file.write_all(content)
}

#[cfg(unix)]
fn restrict(options: &mut OpenOptions, mode: Option<u32>) {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(mode) = mode {
        options.mode(mode);
    }
}

#[cfg(not(unix))]
fn restrict(_options: &mut OpenOptions, _mode: Option<u32>) {}

/// Sets the permission bits of an open file whatever the umask; does nothing where there are none.
#[cfg(unix)]
pub fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(mode))
}

/// Sets the permission bits of an open file whatever the umask; does nothing where there are none.
#[cfg(not(unix))]
pub fn set_mode(_file: &File, _mode: u32) -> io::Result<()> {
    Ok(())
}

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

    use super::{random_suffix, write_beside};

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
