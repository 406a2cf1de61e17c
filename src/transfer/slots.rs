//! How many requests run at once. Nobody knows beforehand: a line far away wants many connections, a fast one is full
//! with few, and small files wait for answers rather than for bytes. So the number is found by trying: it doubles while
//! that moves more, and goes back to the last one that did. Where more arrives than can be used it is halved.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a number of requests is tried before it is judged.
const TRIAL: Duration = Duration::from_millis(100);
/// After so long a number that was good is doubted again: lines change.
const DOUBT: Duration = Duration::from_secs(5);
/// Doubling has to move at least this much more to be worth it, in percent.
const WORTH: u64 = 110;
/// An answered request counts as that many bytes: the work of small files is asking.
const ANSWER: u64 = 64 * 1024;

/// Room for a number of requests that adapts itself. Clones share it.
#[derive(Clone)]
pub struct Slots(Arc<Shared>);

struct Shared {
    semaphore: Arc<Semaphore>,
    /// Slots to be closed as soon as they are given back.
    surplus: AtomicUsize,
    /// Bytes moved since the last judgement, with what answers count for.
    moved: AtomicU64,
    judge: Mutex<Judge>,
}

/// The room for one request, given back when dropped.
pub struct Slot {
    permit: Option<OwnedSemaphorePermit>,
    shared: Arc<Shared>,
}

impl Slots {
    /// Begins with `first` requests and never has more than `most`.
    pub fn new(first: usize, most: usize) -> Self {
        let first = first.min(most).max(1);
        Self(Arc::new(Shared {
            semaphore: Arc::new(Semaphore::new(first)),
            surplus: AtomicUsize::new(0),
            moved: AtomicU64::new(0),
            judge: Mutex::new(Judge::new(first, most.max(1), Instant::now())),
        }))
    }

    /// So many short requests wait to be sent: no need to find out by trying that they can go at once.
    pub fn expect(&self, requests: usize) {
        let mut judge = self.0.judge.lock().unwrap_or_else(PoisonError::into_inner);
        let before = judge.level;
        judge.level = before.max(requests.min(judge.most));
        self.0.open(judge.level - before);
    }

    /// Waits for room.
    pub async fn take(&self) -> Slot {
        // Nobody closes the semaphore, so a permit always comes.
        let permit = Arc::clone(&self.0.semaphore).acquire_owned().await.ok();
        Slot { permit, shared: Arc::clone(&self.0) }
    }

    /// Content has arrived, or was taken by the server.
    pub fn moved(&self, bytes: u64) {
        self.0.moved.fetch_add(bytes, Ordering::Relaxed);
        self.0.judge_when_due();
    }

    /// What is received already is more than can be used: half as many requests do as well, for a while.
    pub fn suffice(&self) {
        let Ok(mut judge) = self.0.judge.try_lock() else { return };
        let before = judge.level;
        let after = judge.halve(Instant::now());
        drop(judge);
        self.0.close(before - after);
    }

    /// A request was answered to its end.
    pub fn answered(&self) {
        self.moved(ANSWER);
    }
}

impl Shared {
    fn judge_when_due(&self) {
        // Whoever judges already will do.
        let Ok(mut judge) = self.judge.try_lock() else { return };
        let now = Instant::now();
        if now.duration_since(judge.since) < TRIAL {
            return;
        }
        let is_full = self.semaphore.available_permits() == 0;
        let before = judge.level;
        let after = judge.decide(self.moved.swap(0, Ordering::Relaxed), is_full, now);
        drop(judge);
        if after > before {
            self.open(after - before);
        } else {
            self.close(before - after);
        }
    }

    fn open(&self, mut number: usize) {
        let spared = self
            .surplus
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |surplus| Some(surplus.saturating_sub(number)));
        number -= spared.unwrap_or(0).min(number);
        self.semaphore.add_permits(number);
    }

    fn close(&self, number: usize) {
        let free = self.semaphore.forget_permits(number);
        self.surplus.fetch_add(number - free, Ordering::AcqRel);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let closed =
            self.shared.surplus.fetch_update(Ordering::AcqRel, Ordering::Acquire, |surplus| surplus.checked_sub(1));
        if let (Ok(_), Some(permit)) = (closed, self.permit.take()) {
            permit.forget();
        }
    }
}

/// Decides from what was moved. Pure but for the times it is given.
#[derive(Debug)]
struct Judge {
    level: usize,
    most: usize,
    since: Instant,
    mind: Mind,
}

#[derive(Debug, Clone, Copy)]
enum Mind {
    /// The first trial has nothing to compare with.
    Starting,
    /// More requests are tried; this is what fewer moved, in bytes a second.
    Trying { fewer: usize, rate: u64 },
    /// The number is good until then.
    Content { until: Instant },
}

impl Judge {
    fn new(level: usize, most: usize, now: Instant) -> Self {
        Self { level, most, since: now, mind: Mind::Starting }
    }

    /// The number of requests from now on.
    fn decide(&mut self, moved: u64, is_full: bool, now: Instant) -> usize {
        let millis = u64::try_from(now.duration_since(self.since).as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = moved.saturating_mul(1000) / millis;
        self.since = now;
        // Requests that are not there say nothing of what more of them would do.
        if !is_full || rate == 0 {
            return self.level;
        }
        match self.mind {
            Mind::Trying { fewer, rate: before } if rate < before.saturating_mul(WORTH) / 100 => {
                self.level = fewer;
                self.mind = Mind::Content { until: now + DOUBT };
            }
            Mind::Content { until } if now < until => {}
            Mind::Starting | Mind::Trying { .. } | Mind::Content { .. } => self.try_more(rate, now),
        }
        self.level
    }

    /// The number of requests from now on. Once in a trial is enough to be told.
    fn halve(&mut self, now: Instant) -> usize {
        let is_told_again = matches!(self.mind, Mind::Content { until } if until > now + DOUBT - TRIAL);
        if !is_told_again {
            self.level = self.level.div_ceil(2);
            self.mind = Mind::Content { until: now + DOUBT };
        }
        self.level
    }

    fn try_more(&mut self, rate: u64, now: Instant) {
        if self.level == self.most {
            self.mind = Mind::Content { until: now + DOUBT };
            return;
        }
        self.mind = Mind::Trying { fewer: self.level, rate };
        self.level = (self.level * 2).min(self.most);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Judge, Slots};

    /// A line on which each request moves `each` bytes a second, up to `limit` in all.
    fn levels(each: u64, limit: u64, trials: usize) -> Vec<usize> {
        let mut now = Instant::now();
        let mut judge = Judge::new(4, 64, now);
        let trial = Duration::from_millis(100);
        let levels = std::iter::repeat_with(|| {
            now += trial;
            let rate = (judge.level as u64 * each).min(limit);
            judge.decide(rate / 10, true, now)
        });
        levels.take(trials).collect()
    }

    #[test]
    fn requests_double_while_that_moves_more() {
        assert_eq!(levels(25_000_000, u64::MAX, 5), [8, 16, 32, 64, 64]);
    }

    #[test]
    fn a_full_line_gets_no_more_requests() {
        assert_eq!(levels(25_000_000, 200_000_000, 4), [8, 16, 8, 8]);
    }

    #[test]
    fn a_good_number_is_doubted_after_a_while() {
        let levels = levels(100, 400, 80);
        assert_eq!(levels.iter().filter(|level| **level == 8).count(), 2, "{levels:?}");
    }

    #[test]
    fn when_more_arrives_than_is_used_fewer_requests_do() {
        let now = Instant::now();
        let mut judge = Judge::new(4, 64, now);
        assert_eq!((judge.halve(now), judge.halve(now)), (2, 2));
        let later = now + Duration::from_millis(200);
        assert_eq!((judge.halve(later), judge.halve(later + Duration::from_millis(200))), (1, 1));
    }

    #[test]
    fn idle_requests_decide_nothing() {
        let now = Instant::now();
        let mut judge = Judge::new(4, 64, now);
        assert_eq!(judge.decide(1_000_000, false, now + Duration::from_millis(200)), 4);
    }

    #[test]
    fn expected_requests_have_room_up_to_the_most() {
        let slots = Slots::new(2, 8);
        for (expected, room) in [(1, 2), (5, 5), (100, 8), (3, 8)] {
            slots.expect(expected);
            assert_eq!(slots.0.semaphore.available_permits(), room);
        }
    }

    #[tokio::test]
    async fn closed_slots_are_not_given_again() {
        let slots = Slots::new(2, 8);
        let (first, second) = (slots.take().await, slots.take().await);
        slots.0.close(1);
        drop(first);
        assert_eq!(slots.0.semaphore.available_permits(), 0);
        slots.0.open(1);
        drop(second);
        assert_eq!(slots.0.semaphore.available_permits(), 2);
    }
}
