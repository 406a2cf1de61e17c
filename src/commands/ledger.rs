//! What runs set going and have to end or to report: written down while they live, so that the next run finds what one
//! that was killed left behind. A record is one JSON file, with a lock beside it that is held for as long as its writer
//! lives.

use std::io;
use std::path::{Path, PathBuf};
use std::process;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::fs::{Fence, FileLock, random_suffix};
use crate::context::Context;

const RECORD: &str = "json";
const LOCK: &str = "lock";
/// Records are nobody else's business.
const MODE: u32 = 0o600;

/// The records of one kind, of this user.
pub(super) struct Ledger(Fence);

/// A record of this run. It stays until it is removed.
pub(super) struct Record {
    pub path: PathBuf,
    _lock: FileLock,
}

impl Ledger {
    /// The records in this folder of our own.
    pub(super) fn of(cx: &Context, folder: &str) -> Self {
        Self(Fence::new(cx.config.paths.own.join(folder)))
    }

    /// The folder.
    pub(super) fn fence(&self) -> &Fence {
        &self.0
    }

    /// Writes down what this run is about to do.
    pub(super) fn begin(&self, what: &impl Serialize) -> io::Result<Record> {
        self.0.make_folder(self.0.root())?;
        let path = self.0.root().join(format!("{}-{}.{RECORD}", process::id(), random_suffix()));
        let lock = FileLock::try_acquire(&self.0, &path.with_extension(LOCK))?.ok_or(io::ErrorKind::WouldBlock)?;
        self.write(&path, what)?;
        Ok(Record { path, _lock: lock })
    }

    /// Writes a record again.
    pub(super) fn write(&self, path: &Path, what: &impl Serialize) -> io::Result<()> {
        self.0.write_beside(path, serde_json::to_string(what)?.as_bytes(), Some(MODE))
    }

    /// All records that can be read, of this run and of others.
    pub(super) fn records<T: DeserializeOwned>(&self) -> Vec<(PathBuf, T)> {
        let Ok(entries) = std::fs::read_dir(self.0.root()) else { return Vec::new() };
        let paths = entries.flatten().map(|entry| entry.path());
        let records = paths.filter(|path| path.extension().is_some_and(|extension| extension == RECORD));
        records
            .filter_map(|path| Some((path.clone(), serde_json::from_slice(&self.0.read_all(&path).ok()?).ok()?)))
            .collect()
    }

    /// Whether the writer of a record still lives.
    pub(super) fn is_alive(&self, path: &Path) -> bool {
        !matches!(FileLock::try_acquire(&self.0, &path.with_extension(LOCK)), Ok(Some(_)))
    }

    /// Removes a record. The next run reports one that stays.
    pub(super) fn remove(&self, path: &Path) {
        drop(self.0.remove(path));
        drop(self.0.remove(&path.with_extension(LOCK)));
    }
}
