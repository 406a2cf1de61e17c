//! The same work on many things, on all cores. For work that blocks; nothing here is asynchronous.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// At least two: one may compute while another waits for the disk.
const FEWEST: usize = 2;

/// What `work` makes of each item, in the order of the items. Each worker takes the next item that nobody has taken, so
/// that a long one keeps nobody waiting but itself.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = thread::available_parallelism().map_or(FEWEST, NonZero::get).max(FEWEST).min(items.len());
    if workers < FEWEST {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let mut all: Vec<(usize, R)> = thread::scope(|scope| {
        let running: Vec<_> = (1..workers).map(|_| scope.spawn(take)).collect();
        let mut all = take();
        for worker in running {
            match worker.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        assert_eq!(map(&items, |item| item * 2), items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert_eq!(map(&[7], |item| item + 1), [8]);
        assert!(map(&[] as &[usize], |item| item + 1).is_empty());
    }
}
