//! The events of a transfer that are worth a line of their own, for bars and plain lines alike.

use std::sync::Mutex;
use std::time::Duration;

use crate::output::screen::lock;
use crate::output::{Look, Out, quantity};
use crate::transfer::progress::Event;

struct Retry {
    file: String,
    attempt: u32,
    at: Duration,
}

/// Writes the events that are worth a line of their own, for bars and plain lines alike.
pub(super) struct Remarks {
    pub out: Out,
    last_retry: Mutex<Option<Retry>>,
}

impl Remarks {
    pub(super) fn new(out: Out) -> Self {
        Self { out, last_retry: Mutex::new(None) }
    }

    pub(super) fn on(&self, event: &Event<'_>, now: Duration) {
        match *event {
            Event::Retrying { file, attempt, wait, cause } if self.is_news(file, attempt, now) => {
                let wait = quantity::time(wait);
                self.line(&format!("Retrying '{file}' in {wait} (attempt {attempt}): {cause}"));
            }
            Event::Committed { files } => self.line(&format!("Committed {}", quantity::files(files))),
            Event::Note { message } => self.out.warning(message),
            _ => {}
        }
    }

    fn line(&self, text: &str) {
        self.out.say_line(text, Look::Gray);
    }

    /// The connections of one file often break together: one line is enough for them.
    fn is_news(&self, file: &str, attempt: u32, now: Duration) -> bool {
        let mut last = lock(&self.last_retry);
        let is_recent = |retry: &&Retry| now.saturating_sub(retry.at) < Duration::from_secs(1);
        let is_known =
            last.as_ref().filter(is_recent).is_some_and(|retry| retry.file == file && retry.attempt >= attempt);
        if !is_known {
            *last = Some(Retry { file: file.to_owned(), attempt, at: now });
        }
        !is_known
    }
}
