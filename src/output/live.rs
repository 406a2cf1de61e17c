//! A table at the bottom of a terminal whose values change in place. What stays in the end is printed by those who use it.

use console::Term;
use indicatif::ProgressDrawTarget;

use super::status::Shown;
use super::table::{Columns, Layout, Row};
use super::{Format, Out};

/// Shows a table while it lives.
pub struct LiveTable {
    out: Out,
    shown: Shown,
    columns: Columns,
}

impl Out {
    /// A table that is drawn again whenever its values change, for people who look at a terminal; nothing for others.
    pub fn live_table(&self, columns: Columns) -> Option<LiveTable> {
        let terminals = self.settings.terminals;
        let is_seen = self.settings.format == Format::Human && terminals.stdout && terminals.stderr;
        is_seen.then(|| self.live_table_on(columns, ProgressDrawTarget::stderr()))
    }

    pub(super) fn live_table_on(&self, columns: Columns, target: ProgressDrawTarget) -> LiveTable {
        LiveTable { out: self.clone(), shown: self.shown("{msg}", target), columns }
    }
}

impl LiveTable {
    /// Shows these rows in place of those before, in the columns that the terminal has room for now.
    pub fn show(&self, rows: &[Row]) {
        let size = Term::stderr().size_checked().map(|(_, columns)| usize::from(columns));
        let width = Some(size.unwrap_or(self.out.settings.width));
        let (grid, _) = Layout::of(rows, self.columns, true).grid(rows, self.out.view(width));
        self.shown.say(grid);
    }
}
