//! One line that says what is being waited for, for people at a terminal; it vanishes when the waiting ends.

use std::cell::Cell;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::time::Instant;

use super::{Format, Out, escape};

const REDRAW: Duration = Duration::from_millis(120);

/// Between two lines of a wait that is not seen on a terminal.
const REPEAT: Duration = Duration::from_secs(60);

/// Shows a line while it lives.
pub struct Status {
    shown: Option<Shown>,
    logged: Option<Logged>,
}

/// A line now and then, where no line can be shown all the time.
struct Logged {
    out: Out,
    last: Cell<Instant>,
}

/// Lines at the bottom of the terminal, which what is printed meanwhile stands above.
pub(super) struct Shown {
    out: Out,
    bar: ProgressBar,
}

impl Out {
    /// Says what is being waited for, on standard error; nothing outside human mode or without a terminal.
    pub fn status(&self, text: &str) -> Status {
        let is_seen = self.settings.format == Format::Human && self.settings.terminals.stderr;
        if is_seen { self.status_on(text, ProgressDrawTarget::stderr()) } else { Status { shown: None, logged: None } }
    }

    /// The same for what may take hours: outside human mode or without a terminal, one line a minute says how it is.
    pub fn waiting(&self, text: &str) -> Status {
        let status = self.status(text);
        let logged = status.shown.is_none().then(|| Logged { out: self.clone(), last: Cell::new(Instant::now()) });
        Status { logged, ..status }
    }

    pub(super) fn status_on(&self, text: &str, target: ProgressDrawTarget) -> Status {
        let shown = self.shown("{spinner} {wide_msg}", target);
        shown.say(escape::single_line(text));
        shown.bar.enable_steady_tick(REDRAW);
        Status { shown: Some(shown), logged: None }
    }

    /// Lines of that template that are drawn there.
    pub(super) fn shown(&self, template: &str, target: ProgressDrawTarget) -> Shown {
        let bars = MultiProgress::with_draw_target(target);
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
        let style = style.tick_chars(self.symbol("⠋⠙⠸⠴⠦⠇ ", "|/-\\ "));
        let bar = bars.add(ProgressBar::no_length().with_style(style));
        self.screen.with_bars(bars);
        Shown { out: self.clone(), bar }
    }
}

impl Status {
    /// Says something else from now on.
    pub fn update(&self, text: &str) {
        if let Some(shown) = &self.shown {
            shown.say(escape::single_line(text));
        }
        if let Some(logged) = self.logged.as_ref().filter(|logged| logged.last.get().elapsed() >= REPEAT) {
            logged.last.set(Instant::now());
            logged.out.log(text);
        }
    }
}

impl Shown {
    /// Shows this in place of what is shown.
    pub(super) fn say(&self, text: String) {
        self.bar.set_message(text);
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        self.out.screen.without_bars();
    }
}
