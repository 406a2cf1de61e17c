//! A second file with the content of a first, by sharing its blocks, by a link of either kind, or by a copy.

#[cfg(unix)]
use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;

use super::{Fence, open_regular};

/// How the second file gets the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondName {
    /// Shares the blocks on the disk; each file may be changed without the other. Few file systems can.
    Reflink,
    /// Is the same file.
    Hardlink,
    /// Is a symbolic link to the first.
    Symlink,
    /// Takes room of its own.
    Copy,
}

impl SecondName {
    /// Makes `new`, behind the fence, which must not exist, from `first`, which is absolute and not a link itself unless
    /// it is to be pointed at by a [`SecondName::Symlink`].
    pub fn make(self, first: &Path, fence: &Fence, new: &Path) -> io::Result<()> {
        match self {
            Self::Reflink => filled(fence, new, |file| share_blocks(&open_regular(first)?, file)),
            Self::Hardlink => fence.hard_link(first, new),
            Self::Symlink => fence.symlink(first, new),
            // Not `fs::copy`: the mode would come along, and shared content is read-only.
            Self::Copy => filled(fence, new, |mut file| io::copy(&mut open_regular(first)?, &mut file).map(drop)),
        }
    }

    /// Whether an error of [`Self::make`] means that the two places cannot have this kind at all.
    pub fn cannot_be(self, error: &io::Error) -> bool {
        use io::ErrorKind::{CrossesDevices, InvalidInput, TooManyLinks, Unsupported};
        let is_lacking = matches!(error.kind(), CrossesDevices | InvalidInput | TooManyLinks | Unsupported);
        self != Self::Copy && (is_lacking || is_not_offered(error))
    }

    /// Tries the kinds that need no second copy, then the one that does; gives the kind by which it was done. A hard link
    /// is tried only where two names may be one file.
    ///
    /// # Errors
    /// Why not even a copy could be made.
    pub fn best<E>(may_be_one_file: bool, by: impl Fn(Self) -> Result<(), E>) -> Result<Self, E> {
        let without_a_copy = [Some(Self::Reflink), may_be_one_file.then_some(Self::Hardlink)];
        match without_a_copy.into_iter().flatten().find(|kind| by(*kind).is_ok()) {
            Some(kind) => Ok(kind),
            None => by(Self::Copy).map(|()| Self::Copy),
        }
    }

    /// Whether `second` is what [`Self::make`] would make it. Shared blocks are not told from own ones: no.
    pub fn is_made(self, first: &Path, second: &Path) -> bool {
        match self {
            Self::Reflink => false,
            Self::Hardlink => !second.is_symlink() && is_same_file(first, second),
            Self::Symlink => second.is_symlink() && is_same_file(first, second),
            Self::Copy => !is_same_file(first, second),
        }
    }
}

/// Makes a file and removes it again if it cannot be filled.
fn filled(fence: &Fence, new: &Path, fill: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
    let file = fence.create_new(new, None)?;
    fill(&file).inspect_err(|_| drop(fence.remove(new)))
}

#[cfg(target_os = "linux")]
fn share_blocks(from: &File, to: &File) -> io::Result<()> {
    Ok(rustix::fs::ioctl_ficlone(to, from)?)
}

/// Elsewhere the system shares blocks, where it can, when a file is copied.
#[cfg(not(target_os = "linux"))]
fn share_blocks(_from: &File, _to: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What a file system says of a link or an operation that it does not have.
#[cfg(unix)]
fn is_not_offered(error: &io::Error) -> bool {
    use rustix::io::Errno;
    error.raw_os_error().is_some_and(|code| [Errno::PERM, Errno::NOTTY].contains(&Errno::from_raw_os_error(code)))
}

#[cfg(not(unix))]
fn is_not_offered(_error: &io::Error) -> bool {
    false
}

#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) else { return false };
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same_file(_one: &Path, _other: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use tempfile::TempDir;

    use super::{Fence, SecondName};

    fn pair() -> (TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        fs::write(&first, "content").unwrap();
        (folder, first, second)
    }

    fn fence(folder: &TempDir) -> Fence {
        Fence::new(folder.path().to_owned())
    }

    #[cfg(unix)]
    #[test]
    fn each_kind_is_told_from_the_others() {
        let kinds = [SecondName::Hardlink, SecondName::Symlink, SecondName::Copy];
        for made in kinds {
            let (folder, first, second) = pair();
            made.make(&first, &fence(&folder), &second).unwrap();
            assert_eq!(fs::read(&second).unwrap(), b"content");
            for other in kinds {
                assert_eq!(other.is_made(&first, &second), other == made, "{made:?} {other:?}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_copy_can_be_written_though_the_first_cannot() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, first, second) = pair();
        fs::set_permissions(&first, fs::Permissions::from_mode(0o444)).unwrap();
        SecondName::Copy.make(&first, &fence(&folder), &second).unwrap();
        assert_ne!(fs::metadata(&second).unwrap().permissions().mode() & 0o200, 0);
    }

    #[test]
    fn what_cannot_be_filled_is_not_left_behind() {
        let (folder, _first, second) = pair();
        for kind in [SecondName::Copy, SecondName::Reflink] {
            assert!(kind.make(&folder.path().join("none"), &fence(&folder), &second).is_err());
            assert!(!second.exists());
        }
    }

    #[test]
    fn the_best_is_the_first_that_works_and_a_hard_link_only_where_it_may_be() {
        let best = |may_be_one_file, working: &[SecondName]| {
            SecondName::best(may_be_one_file, |kind| working.contains(&kind).then_some(()).ok_or(kind))
        };
        assert_eq!(best(true, &[SecondName::Reflink, SecondName::Hardlink]), Ok(SecondName::Reflink));
        assert_eq!(best(true, &[SecondName::Hardlink, SecondName::Copy]), Ok(SecondName::Hardlink));
        assert_eq!(best(false, &[SecondName::Hardlink, SecondName::Copy]), Ok(SecondName::Copy));
        assert_eq!(best(true, &[]), Err(SecondName::Copy));
    }

    #[test]
    fn nothing_is_written_over() {
        let (folder, first, second) = pair();
        fs::write(&second, "mine").unwrap();
        for kind in [SecondName::Reflink, SecondName::Hardlink, SecondName::Symlink, SecondName::Copy] {
            assert!(kind.make(&first, &fence(&folder), &second).is_err());
        }
        assert_eq!(fs::read(&second).unwrap(), b"mine");
    }
}
