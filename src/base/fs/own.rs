//! Which files only this user can have written.

use std::fs::Metadata;

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
