//! Waiting for something that a running command does, with an end.

use std::thread;
use std::time::{Duration, Instant, SystemTime};

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

/// Waits until the files that are there now are so old that an upload trusts their times: two seconds. The time of the
/// last write could be set back instead, but not that of the last change, which counts too and is the system's own.
pub fn until_settled() {
    let written = SystemTime::now();
    until("the files are old", || written.elapsed().is_ok_and(|age| age > Duration::from_secs(2)));
}
