//! Endpoints that `endpoints with` has to stop again, written down while it runs: what a run that was killed left behind
//! is found by the next one.

use std::io;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use super::shown::how_to_pause;
use crate::api::endpoints::EndpointId;
use crate::base::age::time_since;
use crate::base::fs::FileLock;
use crate::base::time::now;
use crate::commands::ledger::{self, Ledger};
use crate::context::Context;

const FOLDER: &str = "endpoints";
/// Held while an endpoint is looked at, set going or stopped.
const TURN: &str = "turn.lock";
/// Between two looks at a lock.
const POLL: Duration = Duration::from_millis(50);

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
    ledger: Ledger,
    record: ledger::Record,
    id: EndpointId,
}

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
        let ledger = Ledger::of(cx, FOLDER);
        let EndpointId { namespace, name } = id.clone();
        let record = ledger.begin(&Record { namespace, name, stops, since: now() })?;
        Ok(Self { ledger, record, id: id.clone() })
    }

    /// Whether another run on this machine is still using the endpoint.
    pub(super) fn is_shared(&self) -> bool {
        let others = self.ledger.records::<Record>().into_iter().filter(|(path, _)| *path != self.record.path);
        others.into_iter().any(|(path, record)| record.is_of(&self.id) && self.ledger.is_alive(&path))
    }

    /// Whether this run or an earlier one set the endpoint going.
    pub(super) fn stops(&self) -> bool {
        self.ledger.records::<Record>().iter().any(|(_, record)| record.stops && record.is_of(&self.id))
    }
}

/// Waits until no other run is about to start or stop an endpoint; none may, until this is dropped. `None` where the file
/// system has no locks.
pub(super) async fn turn(cx: &Context) -> Option<FileLock> {
    let ledger = Ledger::of(cx, FOLDER);
    let fence = ledger.fence();
    fence.make_folder(fence.root()).ok()?;
    loop {
        match FileLock::try_acquire(fence, &fence.root().join(TURN)).ok()? {
            None => sleep(POLL).await,
            turn => return turn,
        }
    }
}

/// Forgets the runs that have ended and used an endpoint, which was stopped.
pub(super) fn forget(cx: &Context, id: &EndpointId) {
    let ledger = Ledger::of(cx, FOLDER);
    for (path, record) in ledger.records::<Record>() {
        if record.is_of(id) && !ledger.is_alive(&path) {
            ledger.remove(&path);
        }
    }
}

/// Warns of endpoints that runs which were killed set going and did not stop.
pub(super) fn warn(cx: &Context) {
    let ledger = Ledger::of(cx, FOLDER);
    let records = ledger.records::<Record>();
    let is_used = |id: &EndpointId| records.iter().any(|(path, record)| record.is_of(id) && ledger.is_alive(path));
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
