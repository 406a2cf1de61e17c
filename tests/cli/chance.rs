//! Random choices of tests that try something at moments which nobody picked. A run that failed can be repeated.

use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

/// Set, it repeats the random choices of a run that failed.
const SEED_VARIABLE: &str = "HF_TEST_SEED";

/// Random numbers, the same for the same seed. A test that fails prints the seed.
pub struct Chance {
    seed: u64,
    state: u64,
}

impl Chance {
    pub fn new() -> Self {
        #[allow(clippy::disallowed_methods, reason = "it is set for the test, not for the product")]
        let given = std::env::var(SEED_VARIABLE).ok().and_then(|seed| seed.parse().ok());
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
        let seed = given.unwrap_or_else(|| u64::from(clock()));
        Self { seed, state: seed.wrapping_mul(2).wrapping_add(1) }
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % limit
    }
}

impl Drop for Chance {
    #[allow(clippy::print_stderr, reason = "it is what a failing test has to say")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the random choices of this run: {SEED_VARIABLE}={}", self.seed);
        }
    }
}
