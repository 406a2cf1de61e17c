//! One line that says what is being waited for, for people at a terminal; it vanishes when the waiting ends.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Format, Out, escape};

const REDRAW: Duration = Duration::from_millis(120);

/// Shows a line while it lives.
pub struct Status(Option<Shown>);

struct Shown {
    out: Out,
    bar: ProgressBar,
}

impl Out {
    /// Says what is being waited for, on standard error; nothing outside human mode or without a terminal.
    pub fn status(&self, text: &str) -> Status {
        let is_seen = self.settings.format == Format::Human && self.settings.terminals.stderr;
        if is_seen { self.status_on(text, ProgressDrawTarget::stderr()) } else { Status(None) }
    }

    pub(super) fn status_on(&self, text: &str, target: ProgressDrawTarget) -> Status {
        let bars = MultiProgress::with_draw_target(target);
        let style =
            ProgressStyle::with_template("{spinner} {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
        let style = style.tick_chars(self.symbol("⠋⠙⠸⠴⠦⠇ ", "|/-\\ "));
        let bar = bars.add(ProgressBar::no_length().with_style(style).with_message(escape::single_line(text)));
        bar.enable_steady_tick(REDRAW);
        self.screen.with_bars(bars);
        Status(Some(Shown { out: self.clone(), bar }))
    }
}

impl Status {
    /// Says something else from now on.
    pub fn update(&self, text: &str) {
        if let Some(shown) = &self.0 {
            shown.bar.set_message(escape::single_line(text));
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        self.out.screen.without_bars();
    }
}
