//! When a request is sent again, and after how long.
//!
//! GET, HEAD and PUT of a part can be repeated without harm: up to five tries. A POST may have been carried out though
//! its reply was lost, so it is sent once unless its endpoint is known to be idempotent. The waits double from half a
//! second up to eight seconds, each cut by a random part so that parallel workers do not come back together. What the
//! server asks for (`Retry-After`, `RateLimit`) wins over our own wait. A host that never answered in this run is given up
//! after three tries: the user is waiting, and the name is probably wrong. One that did answer is tried for two minutes,
//! whatever the method, as nothing has been sent: a laptop changes its network, a proxy restarts.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use reqwest::{Method, StatusCode};
use tokio::time::Instant;

const TRIES: u32 = 5;
const CONNECT_TRIES: u32 = 3;
/// How long a host that has answered before is tried.
pub(super) const LOST: Duration = Duration::from_secs(120);
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// A server that asks for more than this is not waited for.
pub(super) const MOST_PATIENCE: Duration = Duration::from_secs(3600);

/// How many tries are left. The budget is one request's, or one file's when its owner refills it on progress.
#[derive(Debug, Clone)]
pub struct Retry {
    left: u32,
    connect_left: u32,
    made: u32,
    /// Since when it cannot be connected to.
    lost_since: Option<Instant>,
}

impl Retry {
    /// The rule of a method: five tries where repeating is safe, else one.
    pub fn for_method(method: &Method) -> Self {
        if matches!(*method, Method::GET | Method::HEAD | Method::PUT) { Self::idempotent() } else { Self::never() }
    }

    /// For an endpoint that may be asked again whatever its method.
    pub fn idempotent() -> Self {
        Self { left: TRIES - 1, connect_left: CONNECT_TRIES - 1, made: 0, lost_since: None }
    }

    /// One try.
    pub fn never() -> Self {
        Self { left: 0, connect_left: 0, made: 0, lost_since: None }
    }

    /// Starts anew: something got through.
    pub fn refill(&mut self) {
        *self = Self::idempotent();
    }

    /// How long to wait before the next try, or `None` to give up. `asked` is the server's wish.
    pub fn next(&mut self, asked: Option<Duration>) -> Option<Duration> {
        if asked.is_some_and(|wait| wait > MOST_PATIENCE) {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        self.made += 1;
        Some(asked.unwrap_or_else(|| jittered(backoff(self.made))))
    }

    /// The same after a connection that could not be made.
    pub fn next_connect(&mut self) -> Option<Duration> {
        self.connect_left = self.connect_left.checked_sub(1)?;
        self.next(None)
    }

    /// The same after a connection to a host that is worth so much patience.
    pub fn next_lost(&mut self, patience: Duration) -> Option<Duration> {
        let now = Instant::now();
        let since = *self.lost_since.get_or_insert(now);
        self.made += 1;
        (now - since < patience).then(|| jittered(backoff(self.made)))
    }

    /// How many tries failed so far.
    pub fn failed(&self) -> u32 {
        self.made
    }
}

/// Whether a status may be another one next time.
pub fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

fn backoff(made: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1 << made.saturating_sub(1).min(10)).min(LONGEST_WAIT)
}

/// Between half of the wait and all of it. The hasher's keys are the randomness: no need for a crate.
fn jittered(wait: Duration) -> Duration {
    let random = RandomState::new().hash_one(0) % 1000;
    wait / 2 + wait.mul_f64(0.5) * u32::try_from(random).unwrap_or(0) / 1000
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::{Method, StatusCode};

    use super::{LOST, Retry, backoff, is_transient, jittered};

    #[test]
    fn a_post_is_sent_once() {
        assert_eq!(Retry::for_method(&Method::POST).next(None), None);
        assert!(Retry::for_method(&Method::PUT).next(None).is_some());
    }

    #[test]
    fn five_tries_and_then_no_more() {
        let mut retry = Retry::idempotent();
        let waits: Vec<_> = std::iter::from_fn(|| retry.next(Some(Duration::ZERO))).collect();
        assert_eq!(waits.len(), 4);
        retry.refill();
        assert!(retry.next(None).is_some());
    }

    #[test]
    fn an_unreachable_host_is_given_up_earlier() {
        let mut retry = Retry::idempotent();
        assert_eq!(std::iter::from_fn(|| retry.next_connect()).count(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_answered_before_is_tried_for_two_minutes() {
        let (mut retry, start) = (Retry::never(), tokio::time::Instant::now());
        while let Some(wait) = retry.next_lost(LOST) {
            tokio::time::sleep(wait).await;
        }
        let lasted = start.elapsed().as_secs();
        assert!((120..=128).contains(&lasted), "{lasted}");
    }

    #[test]
    fn the_servers_wish_wins() {
        let mut retry = Retry::idempotent();
        assert_eq!(retry.next(Some(Duration::from_secs(7))), Some(Duration::from_secs(7)));
        assert_eq!(retry.next(Some(Duration::from_secs(7200))), None);
    }

    #[test]
    fn waits_double_up_to_a_limit_and_are_spread() {
        assert_eq!(backoff(1), Duration::from_millis(500));
        assert_eq!(backoff(3), Duration::from_secs(2));
        assert_eq!(backoff(40), Duration::from_secs(8));
        let wait = jittered(Duration::from_secs(4));
        assert!((Duration::from_secs(2)..=Duration::from_secs(4)).contains(&wait), "{wait:?}");
    }

    #[test]
    fn a_missing_page_is_not_asked_for_again() {
        assert!(!is_transient(StatusCode::NOT_FOUND));
        assert!(is_transient(StatusCode::SERVICE_UNAVAILABLE));
    }
}
