//! Endpoints that `endpoints with` has to stop again, written down while it runs: what a run that was killed left behind
//! is found by the next one. A record is one JSON file, and a lock beside it that is held for as long as its writer lives.

use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::shown::how_to_pause;
use crate::api::endpoints::EndpointId;
use crate::base::age::time_since;
use crate::base::fs::{Fence, FileLock, random_suffix};
use crate::base::time::now;
use crate::context::Context;

const FOLDER: &str = "endpoints";
const RECORD: &str = "json";
const LOCK: &str = "lock";
/// Held while an endpoint is looked at, set going or stopped.
const TURN: &str = "turn.lock";
/// Between two looks at a lock.
const POLL: Duration = Duration::from_millis(50);
/// Records are nobody else's business.
const MODE: u32 = 0o600;

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    namespace: String,
    name: String,
    /// Whether this run set it going, and it is to be stopped again.
    pub(super) stops: bool,
    /// Seconds since 1970.
    since: i64,
}

/// A record of this run. It stays if the run is killed.
pub(super) struct Duty {
    folder: Folder,
    path: PathBuf,
    id: EndpointId,
    _lock: FileLock,
}

/// The folder of all records of this user.
struct Folder(Fence);

impl Record {
    fn id(&self) -> EndpointId {
        EndpointId { namespace: self.namespace.clone(), name: self.name.clone() }
    }

    fn is_of(&self, id: &EndpointId) -> bool {
        (&self.namespace, &self.name) == (&id.namespace, &id.name)
    }
}

impl Duty {
    /// Writes down, before anything is set going, that an endpoint is in use.
    pub(super) fn begin(cx: &Context, id: &EndpointId, stops: bool) -> io::Result<Self> {
        let folder = Folder::of(cx);
        folder.0.make_folder(folder.0.root())?;
        let path = folder.0.root().join(format!("{}-{}.{RECORD}", process::id(), random_suffix()));
        let lock = FileLock::try_acquire(&folder.0, &path.with_extension(LOCK))?.ok_or(io::ErrorKind::WouldBlock)?;
        let EndpointId { namespace, name } = id.clone();
        let record = Record { namespace, name, stops, since: now() };
        folder.0.write_beside(&path, serde_json::to_string(&record)?.as_bytes(), Some(MODE))?;
        Ok(Self { folder, path, id: id.clone(), _lock: lock })
    }

    /// Whether another run on this machine is still using the endpoint.
    pub(super) fn is_shared(&self) -> bool {
        let others = self.folder.records().into_iter().filter(|(path, _)| *path != self.path);
        others.into_iter().any(|(path, record)| record.is_of(&self.id) && self.folder.is_alive(&path))
    }

    /// Whether this run or an earlier one set the endpoint going.
    pub(super) fn stops(&self) -> bool {
        self.folder.records().iter().any(|(_, record)| record.stops && record.is_of(&self.id))
    }
}

impl Folder {
    fn of(cx: &Context) -> Self {
        Self(Fence::new(cx.config.paths.own.join(FOLDER)))
    }

    fn records(&self) -> Vec<(PathBuf, Record)> {
        let Ok(entries) = std::fs::read_dir(self.0.root()) else { return Vec::new() };
        let paths = entries.flatten().map(|entry| entry.path());
        let records = paths.filter(|path| path.extension().is_some_and(|extension| extension == RECORD));
        records
            .filter_map(|path| Some((path.clone(), serde_json::from_slice(&self.0.read_all(&path).ok()?).ok()?)))
            .collect()
    }

    /// Whether the writer of a record still lives.
    fn is_alive(&self, path: &Path) -> bool {
        !matches!(FileLock::try_acquire(&self.0, &path.with_extension(LOCK)), Ok(Some(_)))
    }

    fn remove(&self, path: &Path) {
        // The next run of a verb tells of what stays.
        drop(self.0.remove(path));
        drop(self.0.remove(&path.with_extension(LOCK)));
    }
}

/// Waits until no other run is about to start or stop an endpoint; none may, until this is dropped. `None` where the file
/// system has no locks.
pub(super) async fn turn(cx: &Context) -> Option<FileLock> {
    let folder = Folder::of(cx);
    folder.0.make_folder(folder.0.root()).ok()?;
    loop {
        match FileLock::try_acquire(&folder.0, &folder.0.root().join(TURN)).ok()? {
            None => sleep(POLL).await,
            turn => return turn,
        }
    }
}

/// Forgets the runs that have ended and used an endpoint, which was stopped.
pub(super) fn forget(cx: &Context, id: &EndpointId) {
    let folder = Folder::of(cx);
    for (path, record) in folder.records() {
        if record.is_of(id) && !folder.is_alive(&path) {
            folder.remove(&path);
        }
    }
}

/// Warns of endpoints that runs which were killed set going and did not stop.
pub(super) fn warn(cx: &Context) {
    let folder = Folder::of(cx);
    let records = folder.records();
    let is_used = |id: &EndpointId| records.iter().any(|(path, record)| record.is_of(id) && folder.is_alive(path));
    for (_, record) in records.iter().filter(|(_, record)| record.stops) {
        let id = record.id();
        if is_used(&id) {
            continue;
        }
        let since = time_since((now() - record.since) as f64);
        cx.out.warning(&format!(
            "endpoint '{}', which `hf endpoints with` started {since}, was not stopped and may still be running",
            id.full()
        ));
        cx.out.hint(&how_to_pause(&id));
    }
}
