//! Bars at the bottom of a terminal: a line for the whole transfer, and one for each of the largest files in flight.
//! They are redrawn by their own clock, so that an event costs a lock and an addition, and a stall is seen.

use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::action::Action;
use super::lines;
use super::remarks::Remarks;
use super::tally::{Clock, Tally};
use crate::output::screen::lock;
use crate::output::{Look, Out};
use crate::transfer::progress::Event;

const REDRAW: Duration = Duration::from_millis(150);
const FILES_SHOWN: usize = 4;

pub(super) struct Bars {
    remarks: Remarks,
    board: Arc<Board>,
    bar: ProgressBar,
}

/// What the bars show.
pub(super) struct Board {
    tally: Mutex<Tally>,
    action: Action,
    clock: Clock,
    /// The columns of the terminal, asked at every redraw: windows are resized.
    width: Box<dyn Fn() -> usize + Send + Sync>,
}

impl Board {
    pub(super) fn new(action: Action, clock: Clock, width: Box<dyn Fn() -> usize + Send + Sync>) -> Self {
        Self { tally: Mutex::default(), action, clock, width }
    }

    /// The total and the files, as wide as the terminal but for its last column, which wraps on some.
    fn lines(&self, utf8: bool) -> String {
        let width = (self.width)().saturating_sub(1);
        let tally = lock(&self.tally);
        let total = lines::total_within(&tally, self.action, (self.clock)(), width);
        let files = tally.largest(FILES_SHOWN);
        let files = files.iter().map(|(name, flight)| lines::file_within(name, flight, width, utf8));
        let shown: Vec<String> = std::iter::once(total).chain(files).filter(|line| !line.is_empty()).collect();
        shown.join("\n")
    }
}

impl Bars {
    pub(super) fn new(out: Out, board: Board, target: ProgressDrawTarget) -> Self {
        let bars = MultiProgress::with_draw_target(target);
        let board = Arc::new(board);
        let (drawn, utf8) = (Arc::clone(&board), out.settings.utf8);
        let draw = move |_: &ProgressState, text: &mut dyn Write| {
            // Writing to a string cannot fail.
            let _ = text.write_str(&drawn.lines(utf8));
        };
        let style = ProgressStyle::with_template("{board}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = bars.add(ProgressBar::no_length().with_style(style.with_key("board", draw)));
        out.screen.with_bars(bars);
        Self { remarks: Remarks::new(out), board, bar }
    }

    pub(super) fn on(&self, event: &Event<'_>) {
        let now = (self.board.clock)();
        lock(&self.board.tally).take(event, now);
        match event {
            Event::Planned { files: 1.., .. } => self.bar.enable_steady_tick(REDRAW),
            _ => self.remarks.on(event, now),
        }
    }

    pub(super) fn finish(&self) {
        self.clear();
        let tally = lock(&self.board.tally);
        if tally.files > 0 {
            let summary = lines::summary(&tally, self.board.action, (self.board.clock)());
            self.remarks.out.say(&summary, Look::Gray);
        }
    }

    fn clear(&self) {
        if !self.bar.is_finished() {
            self.bar.finish_and_clear();
            self.remarks.out.screen.without_bars();
        }
    }

    #[cfg(test)]
    pub(super) fn redraw(&self) {
        self.bar.tick();
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.clear();
    }
}
