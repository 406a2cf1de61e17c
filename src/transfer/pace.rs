//! One limit of bytes a second for all that is moved at once, in both directions.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

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

    use tokio::time::Instant;

    use super::Limit;

    #[test]
    fn all_who_share_a_limit_keep_it_together() {
        let now = Instant::now();
        let limit = Limit { bytes_a_second: 1000, paid: Mutex::new(now) };
        assert_eq!(limit.charge(500, now), now + Duration::from_millis(500));
        assert_eq!(limit.charge(1500, now), now + Duration::from_secs(2));
    }

    #[test]
    fn a_pause_is_not_saved_up() {
        let start = Instant::now();
        let limit = Limit { bytes_a_second: 1000, paid: Mutex::new(start) };
        let later = start + Duration::from_secs(60);
        assert_eq!(limit.charge(1000, later), later + Duration::from_secs(1));
    }
}
