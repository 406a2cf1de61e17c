//! Listeners of a transfer: bars for people at a terminal, a line now and then for a log, JSON for programs. Which one
//! is a pure function of what the user asked for.

mod bars;
mod events;
mod lines;
mod plain;
mod tally;

use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use console::Term;
use indicatif::ProgressDrawTarget;

use super::screen::lock;
use super::{Format, Look, Out, Settings};
use crate::transfer::progress::{Event, Progress};
use bars::{Bars, Board};
use events::Events;
use plain::Plain;

/// How a transfer is shown: `--progress`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProgressMode {
    /// Bars for people at a terminal, lines in their logs, nothing for others
    #[default]
    Auto,
    /// Bars
    Bar,
    /// A line every 30 seconds or 5 percent
    Plain,
    /// One JSON object a line
    Json,
    /// Nothing
    None,
}

/// What the transfer does, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Download,
    Upload,
    Copy,
    Sync,
    Export,
    Import,
}

impl Action {
    const fn doing(self) -> &'static str {
        match self {
            Self::Download => "Downloading",
            Self::Upload => "Uploading",
            Self::Copy => "Copying",
            Self::Sync => "Syncing",
            Self::Export => "Exporting",
            Self::Import => "Importing",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Download => "Downloaded",
            Self::Upload => "Uploaded",
            Self::Copy => "Copied",
            Self::Sync => "Synced",
            Self::Export => "Exported",
            Self::Import => "Imported",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bars,
    Plain,
    Events,
    Nothing,
}

/// What the user asks for comes first, then the variable, then the mode: progress is for people. Bars need a terminal.
fn kind(mode: ProgressMode, settings: &Settings) -> Kind {
    let bars = if settings.terminals.stderr { Kind::Bars } else { Kind::Plain };
    let is_wanted = settings.disable_progress_bars.map_or(settings.format == Format::Human, |disabled| !disabled);
    match mode {
        ProgressMode::Bar => bars,
        ProgressMode::Plain => Kind::Plain,
        ProgressMode::Json => Kind::Events,
        ProgressMode::None => Kind::Nothing,
        ProgressMode::Auto if is_wanted => bars,
        ProgressMode::Auto => Kind::Nothing,
    }
}

/// The time since the transfer was announced.
type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// Shows a transfer on standard error while it lives. A transfer that succeeds is told so by [`Meter::finish`]; without
/// it, bars vanish and nothing is summed up.
pub struct Meter(Listener);

enum Listener {
    Bars(Bars),
    Plain(Plain),
    Events(Events),
    /// Only what the user has to know in every mode.
    Notes(Remarks, Clock),
}

impl Out {
    /// A listener for one transfer.
    pub fn meter(&self, mode: ProgressMode, action: Action) -> Meter {
        let start = Instant::now();
        let clock: Clock = Box::new(move || start.elapsed());
        let target = ProgressDrawTarget::stderr();
        let listener = match kind(mode, &self.settings) {
            // A terminal that cannot move its cursor has lines.
            Kind::Bars if target.is_hidden() => Listener::Plain(Plain::new(self.clone(), action, clock)),
            Kind::Bars => {
                let width = Box::new(|| usize::from(Term::stderr().size().1));
                Listener::Bars(Bars::new(self.clone(), Board::new(action, clock, width), target))
            }
            Kind::Plain => Listener::Plain(Plain::new(self.clone(), action, clock)),
            Kind::Events => Listener::Events(Events::new(self.clone(), clock)),
            Kind::Nothing => Listener::Notes(Remarks::new(self.clone()), clock),
        };
        Meter(listener)
    }
}

impl Meter {
    /// The transfer has succeeded: one line says what was done, unless there was nothing to do.
    pub fn finish(&self) {
        match &self.0 {
            Listener::Bars(bars) => bars.finish(),
            Listener::Plain(plain) => plain.finish(),
            Listener::Events(events) => events.finish(),
            Listener::Notes(..) => {}
        }
    }
}

impl Progress for Meter {
    fn on(&self, event: Event<'_>) {
        match &self.0 {
            Listener::Bars(bars) => bars.on(&event),
            Listener::Plain(plain) => plain.on(&event),
            Listener::Events(events) => events.on(&event),
            Listener::Notes(remarks, clock) => match event {
                Event::Note { .. } => remarks.on(&event, clock()),
                Event::Retrying { .. } if remarks.out.format() != Format::Quiet => remarks.on(&event, clock()),
                _ => {}
            },
        }
    }
}

struct Retry {
    file: String,
    attempt: u32,
    at: Duration,
}

/// Writes the events that are worth a line of their own, for bars and plain lines alike.
struct Remarks {
    out: Out,
    last_retry: Mutex<Option<Retry>>,
}

impl Remarks {
    fn new(out: Out) -> Self {
        Self { out, last_retry: Mutex::new(None) }
    }

    fn on(&self, event: &Event<'_>, now: Duration) {
        match *event {
            Event::Retrying { file, attempt, wait, cause } if self.is_news(file, attempt, now) => {
                let wait = super::quantity::time(wait);
                self.line(&format!("Retrying '{file}' in {wait} (attempt {attempt}): {cause}"));
            }
            Event::Committed { files } => self.line(&format!("Committed {}", super::quantity::files(files))),
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

#[cfg(test)]
mod tests;
