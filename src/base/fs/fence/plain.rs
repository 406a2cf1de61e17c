//! The same by paths alone, where the system opens nothing relative to a folder.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::way::Way;
use crate::base::fs::symlink;

pub(super) fn open(root: &Path, inner: &Path, way: Way) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    let options = match way {
        Way::Read => &mut options,
        Way::Write => options.write(true),
        Way::Append { creates } => options.append(true).create(creates),
        Way::New { appends, .. } => options.write(true).append(appends).create_new(true),
    };
    options.open(root.join(inner))
}

pub(super) fn open_by_path(path: &Path, _follows: bool) -> io::Result<File> {
    File::open(path)
}

pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn open(root: &Path, inner: &Path) -> io::Result<Self> {
        let path = root.join(inner);
        if fs::metadata(&path)?.is_dir() { Ok(Self(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    pub(super) fn make(&self, name: &OsStr) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    pub(super) fn rename(&self, name: &OsStr, target: &Self, new_name: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(name), target.0.join(new_name))
    }

    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    pub(super) fn symlink(&self, target: &Path, name: &OsStr) -> io::Result<()> {
        symlink(target, &self.0.join(name))
    }

    pub(super) fn hard_link(&self, first: &Path, name: &OsStr) -> io::Result<()> {
        fs::hard_link(first, self.0.join(name))
    }
}

pub(super) struct Handle(PathBuf);

impl Handle {
    pub(super) fn open(root: &Path, inner: &Path) -> io::Result<Self> {
        Folder::open(root, inner).map(|folder| Self(folder.0))
    }

    pub(super) fn set_mode(&self, _mode: u32) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn set_modified(&self, time: SystemTime) -> io::Result<()> {
        File::open(&self.0)?.set_modified(time)
    }
}

pub(super) fn may_be_of_a_link(_error: &io::Error) -> bool {
    false
}

pub(super) fn believed_target(folder: &Path, name: &OsStr) -> io::Result<Option<PathBuf>> {
    Ok(fs::read_link(folder.join(name)).ok())
}

pub(super) fn is_ours(_about: &Metadata) -> bool {
    true
}
