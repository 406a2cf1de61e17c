//! How much room a disk has, how much of it a file takes, how long its names may be, and whether they tell `a` from `A`.

use std::fs::{self, File, Metadata};
use std::path::Path;

use super::random_suffix;

/// Bytes that this user can still write to the disk of a folder, which need not be there yet; `None` if the system does
/// not tell.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = disk(folder)?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(unix)]
fn disk(folder: &Path) -> Option<rustix::fs::StatVfs> {
    let there = std::path::absolute(folder).ok()?;
    there.ancestors().find_map(|folder| rustix::fs::statvfs(folder).ok())
}

#[cfg(not(unix))]
pub fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

/// Whether two folders that are there are on one disk; what the system does not tell is taken for yes.
#[cfg(unix)]
pub fn is_one_disk(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) else { return true };
    one.dev() == other.dev()
}

#[cfg(not(unix))]
pub fn is_one_disk(_one: &Path, _other: &Path) -> bool {
    true
}

/// The most bytes that one name may have on the disk of a folder, as [`free_bytes`].
#[cfg(unix)]
pub fn longest_name(folder: &Path) -> Option<usize> {
    usize::try_from(disk(folder)?.f_namemax).ok().filter(|most| *most > 0)
}

#[cfg(not(unix))]
pub fn longest_name(_folder: &Path) -> Option<usize> {
    None
}

/// Bytes that a file takes on its disk: less than its size where it has holes.
#[cfg(unix)]
pub fn allocated_bytes(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(metadata) * 512
}

#[cfg(not(unix))]
pub fn allocated_bytes(metadata: &Metadata) -> u64 {
    metadata.len()
}

/// Whether two names that differ in case only are one file in this folder. What cannot be found out is not assumed.
pub fn folds_case(folder: &Path) -> bool {
    let name = format!(".case-{}", random_suffix());
    let probe = folder.join(&name);
    if File::create_new(&probe).is_err() {
        return false;
    }
    let folds = folder.join(name.to_uppercase()).exists();
    // At worst an empty file stays behind.
    drop(fs::remove_file(probe));
    folds
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{allocated_bytes, folds_case, free_bytes, longest_name};

    #[test]
    fn a_folder_to_come_is_on_the_disk_of_its_parent() {
        let folder = tempfile::tempdir().unwrap();
        let free = |path: &str| free_bytes(&folder.path().join(path)).unwrap() / (1 << 30);
        assert!(free("").abs_diff(free("a/b/c")) <= 1);
    }

    #[test]
    fn a_name_that_is_longer_than_the_longest_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let most = longest_name(folder.path()).unwrap();
        assert!(fs::write(folder.path().join("x".repeat(most)), "").is_ok());
        assert!(fs::write(folder.path().join("x".repeat(most + 1)), "").is_err());
    }

    #[test]
    fn holes_take_no_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
        assert!(allocated_bytes(&fs::metadata(path).unwrap()) < 1 << 20);
    }

    #[test]
    fn the_probe_of_a_folder_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let lower_is_there = || folder.path().join("x").exists();
        fs::write(folder.path().join("X"), "").unwrap();
        assert_eq!(folds_case(folder.path()), lower_is_there());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
