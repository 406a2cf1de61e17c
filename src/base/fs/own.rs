//! Which files and folders only this user can have written.

use std::fs::Metadata;
use std::path::Path;

/// Whether a regular file belongs to this user, has no other name, and lets nobody else write.
#[cfg(unix)]
pub fn is_ours_alone(metadata: &Metadata) -> bool {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let is_ours = metadata.uid() == rustix::process::geteuid().as_raw();
    metadata.is_file() && is_ours && metadata.nlink() == 1 && metadata.permissions().mode() & 0o022 == 0
}

/// Whether it is a regular file: whose it is cannot be told here.
#[cfg(not(unix))]
pub fn is_ours_alone(metadata: &Metadata) -> bool {
    metadata.is_file()
}

/// Whether a folder, which is not a link, belongs to this user and lets nobody else write.
#[cfg(unix)]
pub(super) fn is_our_folder(folder: &Path) -> bool {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let own = rustix::process::geteuid().as_raw();
    let is_ours = |metadata: &Metadata| metadata.uid() == own && metadata.permissions().mode() & 0o022 == 0;
    folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir() && is_ours(&metadata))
}

/// Whether it is a folder: whose it is cannot be told here.
#[cfg(not(unix))]
pub(super) fn is_our_folder(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}
