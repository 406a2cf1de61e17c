//! Lines for a log: one at the start, one every 30 seconds or 5 percent but never two within a second, one at the
//! end.

use std::sync::Mutex;
use std::time::Duration;

use super::action::Action;
use super::lines;
use super::remarks::Remarks;
use super::tally::{Clock, Tally};
use crate::output::screen::lock;
use crate::output::{Look, Out, quantity};
use crate::transfer::progress::Event;

const INTERVAL: Duration = Duration::from_secs(30);
const PERCENTS: u64 = 5;
/// A quick transfer does not fill the log.
const PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Plain {
    remarks: Remarks,
    action: Action,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tally: Tally,
    /// When the last line was written, and the percents that it told.
    told: (Duration, u64),
}

impl State {
    /// The next line, if it is time for one.
    fn next_line(&mut self, action: Action, now: Duration) -> Option<String> {
        let (at, percent) = self.told;
        let since = now.saturating_sub(at);
        let is_due = since >= INTERVAL || (since >= PAUSE && self.tally.percent() >= percent + PERCENTS);
        if !is_due || self.tally.is_complete() {
            return None;
        }
        self.told = (now, self.tally.percent());
        Some(lines::total(&self.tally, action, now))
    }
}

impl Plain {
    pub(super) fn new(out: Out, action: Action, clock: Clock) -> Self {
        Self { remarks: Remarks::new(out), action, clock, state: Mutex::default() }
    }

    pub(super) fn on(&self, event: &Event<'_>) {
        let now = (self.clock)();
        let mut state = lock(&self.state);
        state.tally.take(event, now);
        match *event {
            Event::Planned { files: 0, .. } => {}
            Event::Planned { files, bytes } => {
                state.told = (now, 0);
                // Nothing to move, or nobody knows how much.
                let size = if bytes == 0 { String::new() } else { format!(", {}", quantity::bytes(bytes)) };
                self.line(&format!("{} {}{size}", self.action.doing(), quantity::files(files)));
            }
            _ => {
                if let Some(line) = state.next_line(self.action, now) {
                    self.line(&line);
                }
                self.remarks.on(event, now);
            }
        }
    }

    pub(super) fn finish(&self) {
        let tally = &lock(&self.state).tally;
        if tally.files > 0 {
            self.line(&lines::summary(tally, self.action, (self.clock)()));
        }
    }

    fn line(&self, text: &str) {
        self.remarks.out.say(text, Look::Gray);
    }
}
