//! Files on their way into the store, some at a time and within a budget of memory. What a commit says of them is not
//! known here.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::engine::{Outgoing, Stored, Writer};
use super::{PATIENCE, Xet, XetError, caught};

/// How much of the files in work may be held in memory, in MiB: each is held up to the size of a block of the store.
const BUDGET: u32 = 64;
/// How often is looked how much the store has taken.
const LOOK: Duration = Duration::from_millis(200);

/// A set of files that is sent to one repo.
pub struct Sending {
    xet: Xet,
    writer: Box<dyn Writer>,
    patience: Duration,
    /// Bytes of all files that the engine was given.
    read: Arc<AtomicU64>,
}

impl Xet {
    /// Begins to send to the repo whose token is given out there. `idle` is how long a connection may take nothing.
    ///
    /// # Errors
    /// Any [`XetError`].
    pub async fn send(&self, token_route: &str, idle: Duration) -> Result<Sending, XetError> {
        let door = self.door(token_route).await?;
        let patience = idle * PATIENCE;
        let writer = tokio::time::timeout(patience, caught(self.0.engine.write(&door))).await;
        let writer = writer.map_err(|_| XetError::Stalled { after: patience })??;
        Ok(Sending { xet: self.clone(), writer, patience, read: Arc::default() })
    }
}

impl Sending {
    /// Sends files and waits until the store has all of them. Returns their hashes, in the same order. `taken` hears of
    /// the bytes that the store has taken since the last time.
    ///
    /// # Errors
    /// Any [`XetError`]; [`XetError::Stalled`] if neither the files nor the store have moved for too long.
    pub async fn run(self, files: Vec<Outgoing>, taken: impl Fn(u64)) -> Result<Vec<Stored>, XetError> {
        let (mut seen, mut look) = (0, tokio::time::interval(LOOK));
        let has_given = &self.xet.0.has_given;
        let mut tell = |now: u64| {
            has_given.fetch_or(now > 0, Ordering::Relaxed);
            taken(now.saturating_sub(seen));
            seen = seen.max(now);
        };
        let mut pulse = Pulse { last: self.signs(), at: Instant::now() };
        let mut work = Box::pin(caught(self.write_all(files)));
        let outcome = loop {
            tokio::select! {
                outcome = &mut work => break outcome,
                _ = look.tick() => tell(self.writer.taken()),
            }
            if pulse.age(self.signs()) >= self.patience {
                break Err(XetError::Stalled { after: self.patience });
            }
        };
        tell(self.writer.taken());
        if outcome.is_err() {
            self.writer.stop();
        }
        outcome
    }

    fn signs(&self) -> (u64, u64) {
        (self.writer.signs(), self.read.load(Ordering::Relaxed))
    }

    async fn write_all(&self, files: Vec<Outgoing>) -> Result<Vec<Stored>, XetError> {
        let budget = Semaphore::new(BUDGET as usize);
        let write = async |file: Outgoing| {
            let share = u32::try_from(file.size >> 20).unwrap_or(BUDGET).clamp(1, BUDGET);
            let _share = budget.acquire_many(share).await;
            self.writer.write(self.counted(file)).await
        };
        let hashes = stream::iter(files).map(write).buffered(self.xet.0.engine.files_at_once().max(1));
        let hashes = hashes.try_collect().await?;
        self.writer.close().await?;
        Ok(hashes)
    }

    fn counted(&self, file: Outgoing) -> Outgoing {
        let (open, read) = (file.open, Arc::clone(&self.read));
        let count = move |piece: &io::Result<Bytes>| {
            read.fetch_add(piece.as_ref().map_or(0, |piece| piece.len() as u64), Ordering::Relaxed);
        };
        Outgoing { open: Box::new(move || open().inspect(count).boxed()), ..file }
    }
}

/// When something last moved.
struct Pulse {
    last: (u64, u64),
    at: Instant,
}

impl Pulse {
    fn age(&mut self, now: (u64, u64)) -> Duration {
        if now != self.last {
            *self = Self { last: now, at: Instant::now() };
        }
        self.at.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::io;
    use std::ops::Range;
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::future::BoxFuture;
    use futures_util::{FutureExt, StreamExt, stream};
    use tokio::time::sleep;

    use super::super::{Xet, XetError};
    use super::{Outgoing, Stored, Writer};
    use crate::transfer::xet::engine::{Door, Engine, Sha256, StoredContent, Stream};

    const ROUTE: &str = "http://hub.example/token";
    const IDLE: Duration = Duration::from_secs(10);

    fn stored() -> Stored {
        Stored { hash: "xet".to_owned(), sha256: Some("hash".to_owned()) }
    }

    /// A store that reads a file to its end, then takes a byte after each of these pauses, then nothing more.
    struct Slow {
        pauses: Mutex<VecDeque<Duration>>,
        taken: AtomicU64,
        ends: bool,
    }

    impl Engine for Arc<Slow> {
        fn files_at_once(&self) -> usize {
            1
        }

        fn read<'a>(
            &'a self,
            _door: &'a Door,
            _content: StoredContent<'a>,
            _part: Range<u64>,
        ) -> BoxFuture<'a, Result<Stream, XetError>> {
            async { Err(XetError::Engine("only written to".to_owned())) }.boxed()
        }

        fn hash(&self, _files: Vec<PathBuf>) -> BoxFuture<'_, Result<Vec<String>, XetError>> {
            async { Ok(Vec::new()) }.boxed()
        }

        fn write<'a>(&'a self, _door: &'a Door) -> BoxFuture<'a, Result<Box<dyn Writer>, XetError>> {
            let writer: Box<dyn Writer> = Box::new(Self::clone(self));
            async { Ok(writer) }.boxed()
        }
    }

    impl Writer for Arc<Slow> {
        fn write(&self, file: Outgoing) -> BoxFuture<'_, Result<Stored, XetError>> {
            async move {
                let mut pieces = (file.open)();
                while pieces.next().await.is_some() {}
                Ok(stored())
            }
            .boxed()
        }

        fn taken(&self) -> u64 {
            self.taken.load(Ordering::Relaxed)
        }

        fn signs(&self) -> u64 {
            self.taken()
        }

        fn close(&self) -> BoxFuture<'_, Result<(), XetError>> {
            async {
                loop {
                    let pause = self.pauses.lock().unwrap().pop_front();
                    match pause {
                        Some(pause) => sleep(pause).await,
                        None if self.ends => return Ok(()),
                        None => std::future::pending().await,
                    }
                    self.taken.fetch_add(1, Ordering::Relaxed);
                }
            }
            .boxed()
        }

        fn stop(&self) {
            self.taken.store(u64::MAX, Ordering::Relaxed);
        }
    }

    /// Sends a file whose bytes come after such pauses to a store with others.
    async fn send(file: &[u64], store: &[u64], ends: bool) -> (Arc<Slow>, Result<Vec<Stored>, XetError>) {
        let seconds = |all: &[u64]| all.iter().copied().map(Duration::from_secs).collect::<Vec<_>>();
        let pauses = Mutex::new(seconds(store).into());
        let slow = Arc::new(Slow { pauses, taken: AtomicU64::new(0), ends });
        let xet = Xet::with_open_door(ROUTE, Box::new(Arc::clone(&slow)));
        let pieces = stream::iter(seconds(file)).then(async |pause| {
            sleep(pause).await;
            Ok::<_, io::Error>(Bytes::from("x"))
        });
        let file =
            Outgoing { name: "a".to_owned(), size: 9, sha256: Sha256::Wanted, open: Box::new(|| pieces.boxed()) };
        let outcome = xet.send(ROUTE, IDLE).await.unwrap().run(vec![file], |_| {}).await;
        (slow, outcome)
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_store_is_waited_for_as_long_as_it_takes_something() {
        let (_, outcome) = send(&[0], &[25; 9], true).await;
        assert_eq!(outcome.unwrap(), [stored()]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_file_that_is_read_slowly_is_no_stall() {
        let (_, outcome) = send(&[25; 9], &[25], true).await;
        assert_eq!(outcome.unwrap(), [stored()]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_store_that_takes_nothing_for_too_long_is_left_and_stopped() {
        let (slow, outcome) = send(&[0], &[25, 25], false).await;
        assert!(matches!(outcome, Err(XetError::Stalled { after }) if after == Duration::from_secs(30)));
        assert_eq!(slow.taken(), u64::MAX, "stopped");
    }
}
