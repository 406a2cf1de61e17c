//! Files on their way into the store, some at a time and within a budget of memory. What a commit says of them is not
//! known here.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;

use super::{Writer, Xet, XetError};
use crate::http::request::Chunks;

/// How much of the files in work may be held in memory, in MiB: each is held up to the size of a block of the store.
const BUDGET: u32 = 64;
/// How often is looked how much the store has taken.
const LOOK: Duration = Duration::from_millis(200);

/// A file to be sent.
pub struct Outgoing {
    /// For messages.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// If it is known already.
    pub sha256: Option<String>,
    /// The content.
    pub open: Box<dyn FnOnce() -> Chunks + Send>,
}

/// A set of files that is sent to one repo.
pub struct Sending {
    xet: Xet,
    writer: Box<dyn Writer>,
}

impl Xet {
    /// Begins to send to the repo whose token is given out there.
    ///
    /// # Errors
    /// Any [`XetError`].
    pub async fn send(&self, token_route: &str) -> Result<Sending, XetError> {
        let door = self.door(token_route).await?;
        Ok(Sending { xet: self.clone(), writer: self.0.engine.write(&door).await? })
    }
}

impl Sending {
    /// Sends files and waits until the store has all of them. Gives their SHA-256, in the same order. `taken` hears of
    /// the bytes that the store has taken since the last time.
    ///
    /// # Errors
    /// Any [`XetError`].
    pub async fn run(self, files: Vec<Outgoing>, taken: impl Fn(u64)) -> Result<Vec<String>, XetError> {
        let (mut seen, mut look) = (0, tokio::time::interval(LOOK));
        let has_given = &self.xet.0.has_given;
        let mut tell = |now: u64| {
            has_given.fetch_or(now > 0, Ordering::Relaxed);
            taken(now.saturating_sub(seen));
            seen = seen.max(now);
        };
        let mut work = Box::pin(self.write_all(files));
        loop {
            tokio::select! {
                outcome = &mut work => {
                    tell(self.writer.taken());
                    return outcome;
                }
                _ = look.tick() => tell(self.writer.taken()),
            }
        }
    }

    async fn write_all(&self, files: Vec<Outgoing>) -> Result<Vec<String>, XetError> {
        let budget = Semaphore::new(BUDGET as usize);
        let write = async |file: Outgoing| {
            let share = u32::try_from(file.size >> 20).unwrap_or(BUDGET).clamp(1, BUDGET);
            let _share = budget.acquire_many(share).await;
            self.writer.write(file).await
        };
        let hashes = stream::iter(files).map(write).buffered(self.xet.0.engine.files_at_once().max(1));
        let hashes = hashes.try_collect().await?;
        self.writer.close().await?;
        Ok(hashes)
    }
}
