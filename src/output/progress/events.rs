//! The transfer as JSON, one object a line on standard error, for `--progress json`. Every object has `event`, which
//! says what other keys it has. Sizes are bytes of content, times are seconds. Warnings and errors stand
//! between them as plain lines.
//!
//! | `event` | when | keys |
//! |---|---|---|
//! | `plan` | once, first | `files`, `bytes`: all that will be moved, as far as sizes are known |
//! | `progress` | once a second at most, while bytes move | `files`, `bytes`: as planned, with the sizes that are known by now; `files_done`, `bytes_done`; `bytes_moved`: over the network, in this run; `rate`: of these a second, over the last ten; `eta`: seconds, `null` in the first second and while nothing moves |
//! | `file` | a file is complete and checked | `file`: its name, `bytes`: its size |
//! | `retry` | a request is sent again | `file`, `attempt`: from 1, `wait`: seconds until then, `cause` |
//! | `commit` | a commit was made | `files`: in it |
//! | `note` | something worth knowing, no failure | `message` |
//! | `done` | once, last, on success only | `files`, `bytes`: all that is there now; `bytes_moved`; `seconds`: since the plan |

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::tally::{Clock, Tally};
use crate::output::Out;
use crate::output::screen::lock;
use crate::transfer::progress::Event;

const INTERVAL: Duration = Duration::from_secs(1);

pub(super) struct Events {
    out: Out,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    tally: Tally,
    told: Option<Duration>,
}

impl Events {
    pub(super) fn new(out: Out, clock: Clock) -> Self {
        Self { out, clock, state: Mutex::default() }
    }

    pub(super) fn on(&self, event: &Event<'_>) {
        let now = (self.clock)();
        let mut state = lock(&self.state);
        // A finished file is forgotten by the tally, and its size with it.
        let size = match event {
            Event::Finished { file } => state.tally.size_of(file),
            _ => None,
        };
        state.tally.take(event, now);
        let object = match *event {
            Event::Planned { files, bytes } => Some(json!({"event": "plan", "files": files, "bytes": bytes})),
            Event::Moved { .. } => state.progress(now),
            Event::Finished { file } => Some(json!({"event": "file", "file": file, "bytes": size})),
            Event::Retrying { file, attempt, wait, cause } => Some(json!({
                "event": "retry", "file": file, "attempt": attempt, "wait": wait.as_secs_f64(), "cause": cause
            })),
            Event::Committed { files } => Some(json!({"event": "commit", "files": files})),
            Event::Note { message } => Some(json!({"event": "note", "message": message})),
            Event::Started { .. } | Event::Sized { .. } | Event::Found { .. } | Event::TakenBack { .. } => None,
        };
        if let Some(object) = object {
            self.write(&object);
        }
    }

    pub(super) fn finish(&self) {
        let tally = &lock(&self.state).tally;
        let seconds = tally.elapsed((self.clock)()).as_secs_f64();
        let (files, bytes, moved) = (tally.files_done, tally.bytes_done(), tally.moved);
        let done = json!({"event": "done", "files": files, "bytes": bytes, "bytes_moved": moved, "seconds": seconds});
        self.write(&done);
    }

    fn write(&self, object: &Value) {
        // The objects above are JSON already.
        drop(self.out.error_object(object));
    }
}

impl State {
    fn progress(&mut self, now: Duration) -> Option<Value> {
        if self.told.is_some_and(|at| now.saturating_sub(at) < INTERVAL) {
            return None;
        }
        self.told = Some(now);
        let tally = &self.tally;
        Some(json!({
            "event": "progress",
            "files": tally.files,
            "bytes": tally.bytes,
            "files_done": tally.files_done,
            "bytes_done": tally.bytes_done(),
            "bytes_moved": tally.moved,
            "rate": tally.rate(now),
            "eta": tally.remaining(now).map(|time| time.as_secs()),
        }))
    }
}
