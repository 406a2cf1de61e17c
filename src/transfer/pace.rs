//! One limit of bytes a second for all that is moved at once, in both directions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use tokio::time::Instant;

/// What is sent is cut into pieces of at most so many seconds, so that nothing seems to have stopped.
const PIECE_SECONDS: f64 = 0.1;

/// A limit, or none. Clones share it.
#[derive(Clone)]
pub struct Pace(Option<Arc<Limit>>);

struct Limit {
    bytes_a_second: u64,
    /// When all that was spent so far is paid for.
    paid: Mutex<Instant>,
}

impl Pace {
    /// As fast as it goes.
    pub fn unlimited() -> Self {
        Self(None)
    }

    /// At most that many bytes a second.
    pub fn limited(bytes_a_second: u64) -> Self {
        let paid = Mutex::new(Instant::now());
        Self(Some(Arc::new(Limit { bytes_a_second: bytes_a_second.max(1), paid })))
    }

    /// Waits until that many bytes may have been moved.
    pub async fn spend(&self, bytes: u64) {
        let Some(limit) = &self.0 else { return };
        let until = limit.charge(bytes, Instant::now());
        tokio::time::sleep_until(until).await;
    }

    /// The same bytes, no faster than they may be moved.
    pub fn meter<E: Send>(
        self,
        chunks: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> impl Stream<Item = Result<Bytes, E>> + Send {
        let most = self.most_at_once();
        let pieces = chunks.flat_map(move |chunk| stream::iter(cut(chunk, most)));
        pieces.then(move |piece| {
            let pace = self.clone();
            async move {
                pace.spend(piece.as_ref().map_or(0, |piece| piece.len() as u64)).await;
                piece
            }
        })
    }

    fn most_at_once(&self) -> usize {
        let limit = self.0.as_ref().map(|limit| limit.bytes_a_second as f64 * PIECE_SECONDS);
        // A float that is too large becomes the largest number.
        limit.map_or(usize::MAX, |bytes| (bytes as usize).max(1))
    }
}

/// A chunk in pieces of at most so many bytes; what is empty stays as it is.
fn cut<E>(chunk: Result<Bytes, E>, most: usize) -> Vec<Result<Bytes, E>> {
    match chunk {
        Ok(bytes) if bytes.len() > most => {
            let starts = (0..bytes.len()).step_by(most);
            starts.map(|at| Ok(bytes.slice(at..bytes.len().min(at + most)))).collect()
        }
        whole => vec![whole],
    }
}

impl Limit {
    fn charge(&self, bytes: u64, now: Instant) -> Instant {
        let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
        let price = Duration::from_secs_f64(bytes as f64 / self.bytes_a_second as f64);
        // What was not used while nothing moved is not saved up.
        *paid = (*paid).max(now) + price;
        *paid
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use bytes::Bytes;
    use futures_util::{TryStreamExt, stream};
    use tokio::time::Instant;

    use super::{Limit, Pace};

    #[test]
    fn all_who_share_a_limit_keep_it_together() {
        let now = Instant::now();
        let limit = Limit { bytes_a_second: 1000, paid: Mutex::new(now) };
        assert_eq!(limit.charge(500, now), now + Duration::from_millis(500));
        assert_eq!(limit.charge(1500, now), now + Duration::from_secs(2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_takes_the_time_its_bytes_need() {
        let chunk = Bytes::from(vec![7; 25_000]);
        let start = Instant::now();
        let chunks = Pace::limited(1_000_000).meter(stream::iter([Ok::<_, ()>(chunk.clone()), Ok(chunk)]));
        assert_eq!(chunks.try_collect::<Vec<_>>().await.unwrap().concat().len(), 50_000);
        assert_eq!(start.elapsed(), Duration::from_millis(50));
    }

    #[test]
    fn what_would_take_long_is_cut() {
        let sizes = |most| -> Vec<usize> {
            super::cut(Ok::<_, ()>(Bytes::from_static(b"abcde")), most).iter().flatten().map(Bytes::len).collect()
        };
        assert_eq!((sizes(2), sizes(5), sizes(usize::MAX)), (vec![2, 2, 1], vec![5], vec![5]));
    }

    #[test]
    fn a_pause_is_not_saved_up() {
        let start = Instant::now();
        let limit = Limit { bytes_a_second: 1000, paid: Mutex::new(start) };
        let later = start + Duration::from_secs(60);
        assert_eq!(limit.charge(1000, later), later + Duration::from_secs(1));
    }
}
