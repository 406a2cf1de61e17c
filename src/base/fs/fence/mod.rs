//! Files in a folder that others may write to as well: a shared cache, or a folder of the user's that came from somewhere
//! else. Everything is opened below one root. A link is followed neither on the way nor at the end, only regular files
//! are opened, and no open waits for the other end of a pipe. Where the system cannot do that (Windows), files are
//! opened by their paths.
//!
//! Paths are those that the user is shown, below the root as the user named it: the root itself may be behind links.

#[cfg(not(unix))]
mod plain;
#[cfg(test)]
#[cfg(unix)]
mod tests;
#[cfg(unix)]
mod unix;
mod way;

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

#[cfg(not(unix))]
use plain as system;
#[cfg(unix)]
use unix as system;

use system::Folder;
use way::Way;

use super::create_folder;

/// Permission bits of a file whose mode the umask decides.
const FOR_THE_UMASK: u32 = 0o666;

/// The root that files are opened below. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fence(Arc<Root>);

#[derive(Debug)]
struct Root {
    shown: PathBuf,
    /// Around the folder of the root, if others may write there too: then a root that is a link has an owner whom we
    /// believe.
    above: Option<Fence>,
    /// Free of links; found when it is first needed.
    real: OnceLock<PathBuf>,
}

/// A link that would have to be followed. It is inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("'{}' is a link", .0.display())]
pub struct Linked(PathBuf);

impl Linked {
    /// The link that an error is about.
    pub fn of(error: &io::Error) -> Option<&Path> {
        let linked: &Self = error.get_ref()?.downcast_ref()?;
        Some(&linked.0)
    }

    fn error(link: PathBuf) -> io::Error {
        io::Error::other(Self(link))
    }
}

impl Fence {
    /// Around a folder that the user named, by way of links or not. Nothing is read or made.
    pub fn new(root: PathBuf) -> Self {
        Self(Arc::new(Root { shown: root, above: None, real: OnceLock::new() }))
    }

    /// Around a folder in the root of this fence. It may be a link of this user's, of the administrator's or of the owner
    /// of that root; a link of anybody else is refused.
    pub fn inside(&self, name: &str) -> Self {
        let (shown, above) = (self.0.shown.join(name), Some(self.clone()));
        Self(Arc::new(Root { shown, above, real: OnceLock::new() }))
    }

    /// The folder, as the user named it.
    pub fn root(&self) -> &Path {
        &self.0.shown
    }

    /// Opens a regular file for reading.
    ///
    /// # Errors
    /// [`Linked`]; [`ErrorKind::InvalidInput`] if something else than a file has the name.
    pub fn read(&self, path: &Path) -> io::Result<File> {
        self.open(path, Way::Read).and_then(regular)
    }

    /// The content of a regular file.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_all(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        io::Read::read_to_end(&mut self.read(path)?, &mut content)?;
        Ok(content)
    }

    /// Opens a file for reading and writing that this user has made, and that has no other name.
    ///
    /// # Errors
    /// As [`Self::read`]; [`ErrorKind::PermissionDenied`] if it is somebody else's or has another name.
    pub fn open_ours(&self, path: &Path) -> io::Result<File> {
        self.open(path, Way::Write).and_then(regular).and_then(ours)
    }

    /// Makes a file, which must not exist; with these permission bits, less those of the umask.
    ///
    /// # Errors
    /// [`Linked`], if that is on the way.
    pub fn create_new(&self, path: &Path, mode: Option<u32>) -> io::Result<File> {
        self.open(path, Way::New { mode: mode.unwrap_or(FOR_THE_UMASK), appends: false })
    }

    /// Opens a regular file for reading and appending, or makes it; returns whether it was made.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn open_or_create(&self, path: &Path) -> io::Result<(File, bool)> {
        match self.open(path, Way::New { mode: FOR_THE_UMASK, appends: true }) {
            // It may be removed in between.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                Ok((regular(self.open(path, Way::Append { creates: true })?)?, false))
            }
            made => Ok((made?, true)),
        }
    }

    /// Opens a file of this user's, as [`Self::open_ours`], for appending.
    ///
    /// # Errors
    /// As [`Self::open_ours`].
    pub fn append_to_ours(&self, path: &Path) -> io::Result<File> {
        self.open(path, Way::Append { creates: false }).and_then(regular).and_then(ours)
    }

    /// Makes a folder and those above it that are missing, the root too. One that exists stays as it is.
    ///
    /// # Errors
    /// [`Linked`].
    pub fn make_folder(&self, path: &Path) -> io::Result<()> {
        let inner = self.inner(path)?;
        if self.real().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            create_folder(named(self.0.above.as_ref().map_or(&self.0.shown, |above| &above.0.shown)))?;
        }
        self.make(inner).map(drop)
    }

    /// Makes a folder whose parent exists, and gives it exactly these permission bits if it was made now.
    ///
    /// # Errors
    /// [`Linked`]; [`ErrorKind::NotADirectory`] if something else has the name.
    pub fn make_folder_with_mode(&self, path: &Path, mode: u32) -> io::Result<()> {
        let (folder, name) = self.place(path)?;
        match folder.make(name) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.check(path),
            outcome => outcome.and_then(|()| self.handle_of(path)?.set_mode(mode)),
        }
    }

    /// Finds the folder, without a link on the way.
    ///
    /// # Errors
    /// [`Linked`]; [`ErrorKind::NotFound`].
    pub fn check(&self, folder: &Path) -> io::Result<()> {
        self.folder(self.inner(folder)?).map(drop)
    }

    /// Renames a file or a folder. A link is renamed, or replaced, itself.
    ///
    /// # Errors
    /// [`Linked`], if that is on the way to either.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.move_to(from, self, to)
    }

    /// As [`Self::rename`], to a place behind another fence.
    ///
    /// # Errors
    /// As [`Self::rename`].
    pub fn move_to(&self, from: &Path, other: &Self, to: &Path) -> io::Result<()> {
        let (source, name) = self.place(from)?;
        if from.parent() == to.parent() {
            return source.rename(name, &source, to.file_name().unwrap_or_default());
        }
        let (target, new_name) = other.place(to)?;
        source.rename(name, &target, new_name)
    }

    /// Removes a file, or a link itself.
    ///
    /// # Errors
    /// [`Linked`], if that is on the way.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        let (folder, name) = self.place(path)?;
        folder.remove(name)
    }

    /// Makes a link with this text.
    ///
    /// # Errors
    /// [`Linked`], if that is on the way.
    pub fn symlink(&self, target: &Path, link: &Path) -> io::Result<()> {
        let (folder, name) = self.place(link)?;
        folder.symlink(target, name)
    }

    /// Makes another name of a file, which is absolute and behind no fence.
    ///
    /// # Errors
    /// [`Linked`], if that is on the way to the new name.
    pub fn hard_link(&self, first: &Path, new: &Path) -> io::Result<()> {
        let (folder, name) = self.place(new)?;
        folder.hard_link(first, name)
    }

    /// Sets when a folder was changed last.
    ///
    /// # Errors
    /// [`Linked`].
    pub fn touch_folder(&self, folder: &Path) -> io::Result<()> {
        self.handle_of(folder)?.set_modified(SystemTime::now())
    }

    /// The folder of a path, open, and the name in it.
    fn place<'p>(&self, path: &'p Path) -> io::Result<(Folder, &'p std::ffi::OsStr)> {
        let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
        Ok((self.folder(parent(self.inner(path)?))?, name))
    }

    fn folder(&self, inner: &Path) -> io::Result<Folder> {
        Folder::open(self.real()?, inner).map_err(|error| self.explained(inner, error))
    }

    fn handle_of(&self, folder: &Path) -> io::Result<system::Handle> {
        let inner = self.inner(folder)?;
        system::Handle::open(self.real()?, inner).map_err(|error| self.explained(inner, error))
    }

    fn make(&self, inner: &Path) -> io::Result<Folder> {
        match (self.folder(inner), inner.file_name()) {
            (Err(error), Some(name)) if error.kind() == ErrorKind::NotFound => {
                match self.make(parent(inner))?.make(name) {
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                    _ => self.folder(inner),
                }
            }
            (Err(error), None) if error.kind() == ErrorKind::NotFound => match fs::create_dir(self.real()?) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                _ => self.folder(inner),
            },
            (outcome, _) => outcome,
        }
    }

    fn open(&self, path: &Path, way: Way) -> io::Result<File> {
        let inner = self.inner(path)?;
        system::open(self.real()?, inner, way).map_err(|error| self.explained(inner, error))
    }

    /// The path below the root, which no part of it may leave.
    fn inner<'p>(&self, path: &'p Path) -> io::Result<&'p Path> {
        let inner = path.strip_prefix(&self.0.shown).map_err(|_| ErrorKind::InvalidInput)?;
        let is_below = inner.components().all(|part| matches!(part, Component::Normal(_)));
        if is_below { Ok(inner) } else { Err(ErrorKind::InvalidInput.into()) }
    }

    fn real(&self) -> io::Result<&Path> {
        if let Some(real) = self.0.real.get() {
            return Ok(real);
        }
        let found = match &self.0.above {
            Some(above) => self.resolved(above.real()?)?,
            None => fs::canonicalize(named(&self.0.shown))?,
        };
        Ok(self.0.real.get_or_init(|| found))
    }

    /// Where a root is that may be a link, if its owner is believed; it need not exist.
    fn resolved(&self, folder: &Path) -> io::Result<PathBuf> {
        let name = self.0.shown.file_name().ok_or(ErrorKind::InvalidInput)?;
        match system::believed_target(folder, name) {
            Ok(None) => Ok(folder.join(name)),
            Ok(Some(target)) => fs::canonicalize(folder.join(target)),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Linked::error(self.0.shown.clone())),
            Err(error) => Err(error),
        }
    }

    /// Names the link that is in the way.
    fn explained(&self, inner: &Path, error: io::Error) -> io::Error {
        let Some(real) = self.0.real.get().filter(|_| system::may_be_of_a_link(&error)) else { return error };
        let parts: Vec<&Path> = inner.ancestors().filter(|part| !part.as_os_str().is_empty()).collect();
        let link = parts.into_iter().rev().find(|part| real.join(part).is_symlink());
        link.map_or(error, |link| Linked::error(self.0.shown.join(link)))
    }
}

/// Opens a regular file wherever links lead, without waiting for the other end of a pipe.
///
/// # Errors
/// [`ErrorKind::InvalidInput`] if it is something else.
pub fn open_regular(path: &Path) -> io::Result<File> {
    regular(system::open_by_path(path, true)?)
}

/// As [`open_regular`], if the path itself is not a link.
///
/// # Errors
/// As [`open_regular`].
pub fn open_unlinked(path: &Path) -> io::Result<File> {
    regular(system::open_by_path(path, false)?)
}

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file"))
}

fn ours(file: File) -> io::Result<File> {
    if system::is_ours(&file.metadata()?) {
        return Ok(file);
    }
    Err(io::Error::new(ErrorKind::PermissionDenied, "it has another owner or another name"))
}

pub(super) fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// The folder that commands run in has an empty path.
pub(super) fn named(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}
