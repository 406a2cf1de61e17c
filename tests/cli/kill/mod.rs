//! Runs that are killed again and again at random moments: how much the next one has to do once more, and what is left
//! when one may come to its end.

use std::thread;
use std::time::Duration;

use crate::run::{Child, Output};

mod cp;
mod crowd;
mod download;
mod sync;
mod upload;

/// Runs that each test kills.
const KILLS: usize = 100;
const POLL: Duration = Duration::from_millis(1);

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
