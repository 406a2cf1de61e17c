//! Waiting for something that a running command does, with an end.

use std::thread;
use std::time::{Duration, Instant};

const LONGEST_WAIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(5);

/// Waits until the condition holds; fails the test if it does not within a minute.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < LONGEST_WAIT, "waited in vain until {what}");
        thread::sleep(POLL);
    }
}
