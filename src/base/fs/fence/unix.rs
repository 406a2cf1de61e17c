//! The system calls behind a fence. Linux opens a whole path without following links by one call; elsewhere, and where
//! that call is not allowed, each folder on the way is opened from the one above it.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustix::fs::{self, AtFlags, CWD, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::way::Way;

/// A folder is only passed through: it need not be readable.
#[cfg(any(target_os = "linux", target_os = "android"))]
const PASSING: OFlags = OFlags::PATH.union(OFlags::DIRECTORY);
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const PASSING: OFlags = OFlags::DIRECTORY;

impl Way {
    fn flags(self) -> OFlags {
        // Without a wait for the other end of a pipe.
        let flags = match self {
            Self::Read => OFlags::RDONLY,
            Self::Write => OFlags::RDWR,
            Self::Append { creates: false } => OFlags::RDWR | OFlags::APPEND,
            Self::Append { creates: true } => OFlags::RDWR | OFlags::APPEND | OFlags::CREATE,
            Self::New { appends: false, .. } => OFlags::RDWR | OFlags::CREATE | OFlags::EXCL,
            Self::New { appends: true, .. } => OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::APPEND,
        };
        flags | OFlags::NONBLOCK
    }

    fn mode(self) -> Mode {
        match self {
            Self::New { mode, .. } => Mode::from_raw_mode(mode as fs::RawMode),
            Self::Append { creates: true } => Mode::from_raw_mode(0o666),
            Self::Read | Self::Write | Self::Append { creates: false } => Mode::empty(),
        }
    }
}

/// Opens a file below a root.
pub(super) fn open(root: &Path, inner: &Path, way: Way) -> io::Result<File> {
    Ok(File::from(open_below(root, inner, way.flags(), way.mode())?))
}

/// Opens a file by its path alone.
pub(super) fn open_by_path(path: &Path, follows: bool) -> io::Result<File> {
    let links = if follows { OFlags::empty() } else { OFlags::NOFOLLOW };
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | links;
    Ok(File::from(fs::open(path, flags, Mode::empty())?))
}

/// A folder on the way to something.
pub(super) struct Folder(OwnedFd);

impl Folder {
    pub(super) fn open(root: &Path, inner: &Path) -> io::Result<Self> {
        open_below(root, inner, PASSING, Mode::empty()).map(Self)
    }

    pub(super) fn make(&self, name: &OsStr) -> io::Result<()> {
        Ok(fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
    }

    pub(super) fn rename(&self, name: &OsStr, target: &Self, new_name: &OsStr) -> io::Result<()> {
        Ok(fs::renameat(&self.0, name, &target.0, new_name)?)
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    pub(super) fn symlink(&self, target: &Path, name: &OsStr) -> io::Result<()> {
        Ok(fs::symlinkat(target, &self.0, name)?)
    }

    pub(super) fn hard_link(&self, first: &Path, name: &OsStr) -> io::Result<()> {
        Ok(fs::linkat(CWD, first, &self.0, name, AtFlags::empty())?)
    }
}

/// A folder that is open for itself.
pub(super) struct Handle(File);

impl Handle {
    pub(super) fn open(root: &Path, inner: &Path) -> io::Result<Self> {
        open_below(root, inner, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).map(|folder| Self(folder.into()))
    }

    /// Nothing is changed that is somebody else's. A file system that lets nobody change modes keeps its own.
    pub(super) fn set_mode(&self, mode: u32) -> io::Result<()> {
        if self.0.metadata()?.uid() != geteuid().as_raw() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        let _refusal = fs::fchmod(&self.0, Mode::from_raw_mode(mode as fs::RawMode));
        Ok(())
    }

    pub(super) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
        self.0.set_modified(time)
    }
}

fn open_below(root: &Path, inner: &Path, flags: OFlags, mode: Mode) -> io::Result<OwnedFd> {
    let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    match fs::openat2(CWD, root.join(inner), flags, mode, fs::ResolveFlags::NO_SYMLINKS) {
        // Kernels before 5.6 do not have it, and some sandboxes forbid it.
        Err(Errno::NOSYS | Errno::PERM) => {}
        outcome => return Ok(outcome?),
    }
    walk_below(root, inner, flags, mode)
}

/// The same in steps.
pub(super) fn walk_below(root: &Path, inner: &Path, flags: OFlags, mode: Mode) -> io::Result<OwnedFd> {
    let mut parts: Vec<&OsStr> = inner.iter().collect();
    let Some(last) = parts.pop() else { return Ok(fs::open(root, flags, mode)?) };
    let mut folder = fs::open(root, PASSING | OFlags::CLOEXEC, Mode::empty())?;
    for part in parts {
        folder = fs::openat(&folder, part, PASSING | OFlags::CLOEXEC | OFlags::NOFOLLOW, Mode::empty())?;
    }
    Ok(fs::openat(&folder, last, flags, mode)?)
}

/// What the system says when a link is not followed.
pub(super) fn may_be_of_a_link(error: &io::Error) -> bool {
    let known = [Errno::LOOP, Errno::NOTDIR, Errno::MLINK];
    error.raw_os_error().is_some_and(|code| known.contains(&Errno::from_raw_os_error(code)))
}

/// The text of a link, `None` if there is none of that name.
///
/// # Errors
/// [`io::ErrorKind::PermissionDenied`] if neither this user nor the administrator nor the owner of the folder made it.
pub(super) fn believed_target(folder: &Path, name: &OsStr) -> io::Result<Option<PathBuf>> {
    let above = fs::open(folder, PASSING | OFlags::CLOEXEC, Mode::empty())?;
    let about = match fs::statat(&above, name, AtFlags::SYMLINK_NOFOLLOW) {
        Err(Errno::NOENT) => return Ok(None),
        about => about?,
    };
    if !fs::FileType::from_raw_mode(about.st_mode).is_symlink() {
        return Ok(None);
    }
    let target = fs::readlinkat(&above, name, Vec::new())?;
    // The owner is that of the text: a link cannot be changed, only replaced.
    let again = fs::statat(&above, name, AtFlags::SYMLINK_NOFOLLOW)?;
    let believed = [geteuid().as_raw(), 0, fs::fstat(&above)?.st_uid];
    if (about.st_dev, about.st_ino) != (again.st_dev, again.st_ino) || !believed.contains(&about.st_uid) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    Ok(Some(PathBuf::from(std::ffi::OsString::from_vec(target.into_bytes()))))
}

pub(super) fn is_ours(about: &Metadata) -> bool {
    about.uid() == geteuid().as_raw() && about.nlink() == 1
}
