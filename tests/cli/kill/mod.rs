//! Runs that are killed again and again at random moments: how much the next one has to do once more, and what is left
//! when one may come to its end.

use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::run::{Child, Output};

mod cp;
mod crowd;
mod download;
mod sync;
mod upload;

/// Runs that each test kills.
const KILLS: usize = 100;
const POLL: Duration = Duration::from_millis(1);
/// Set, it repeats the random moments of a run that failed.
const SEED_VARIABLE: &str = "HF_TEST_KILL_SEED";

/// Random numbers, the same for the same seed. A test that fails prints the seed.
struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    fn new() -> Self {
        #[allow(clippy::disallowed_methods, reason = "it is set for the test, not for the product")]
        let given = std::env::var(SEED_VARIABLE).ok().and_then(|seed| seed.parse().ok());
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
        let seed = given.unwrap_or_else(|| u64::from(clock()));
        Self { seed, state: seed.wrapping_mul(2).wrapping_add(1) }
    }

    /// A number below the limit.
    fn below(&mut self, limit: u64) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % limit
    }
}

impl Drop for Chance {
    #[allow(clippy::print_stderr, reason = "it is what a failing test has to say")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the moments of this run: {SEED_VARIABLE}={}", self.seed);
        }
    }
}

/// Kills a run as soon as it has come so far. Gives what it answered if it ended before that.
fn kill_when(mut child: Child<'_>, mut is_so_far: impl FnMut() -> bool) -> Option<Output> {
    while !child.is_over() {
        if is_so_far() {
            child.signal("KILL");
            // It may have come to its end in the last moment.
            return Some(child.wait()).filter(|output| output.code().is_some());
        }
        thread::sleep(POLL);
    }
    Some(child.wait())
}
