//! Listeners of a transfer: bars for people at a terminal, a line now and then for a log, JSON for programs. Which one
//! is a pure function of what the user asked for.

mod action;
mod bars;
mod events;
mod lines;
mod plain;
mod remarks;
mod tally;

use std::time::Instant;

use clap::ValueEnum;
use console::Term;
use indicatif::ProgressDrawTarget;

use super::{Format, Out, Settings};
use crate::transfer::progress::{Event, Progress};
pub use action::Action;
use bars::{Bars, Board};
use events::Events;
use plain::Plain;
use remarks::Remarks;
use tally::Clock;

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

#[cfg(test)]
mod tests;
