//! What the output layer is told about the user's wishes and terminal. Reads no environment.

use std::io::{IsTerminal, stderr, stdin, stdout};

use console::Term;

use super::color;
use super::format::Format;
use crate::config::{Graphics, Terminal};

const DEFAULT_WIDTH: usize = 80;

/// How an [`super::Out`] writes.
#[derive(Debug, Clone)]
pub struct Settings {
    pub format: Format,
    /// Tables show every cell whole.
    pub no_truncate: bool,
    /// What was done is told by its first value alone, in every mode: as the older program does.
    pub bare_results: bool,
    /// Columns of a table for people.
    pub width: usize,
    /// Standard output takes characters beyond ASCII.
    pub utf8: bool,
    pub colors: Streams,
    pub terminals: Streams,
    /// How the terminal shows pictures.
    pub graphics: Graphics,
    /// `HF_HUB_DISABLE_PROGRESS_BARS`; `None` when it is not set.
    pub disable_progress_bars: Option<bool>,
}

/// Something that is true of some of the three streams.
#[derive(Debug, Clone, Copy, Default)]
pub struct Streams {
    pub stdin: bool,
    pub stdout: bool,
    pub stderr: bool,
}

impl Settings {
    /// The streams of this process in that mode.
    pub fn of_process(terminal: &Terminal, format: Format) -> Self {
        let terminals =
            Streams { stdin: stdin().is_terminal(), stdout: stdout().is_terminal(), stderr: stderr().is_terminal() };
        let color = |is_terminal| color::is_wanted(terminal.no_color, terminal.force_color, is_terminal);
        Self {
            format,
            no_truncate: false,
            bare_results: false,
            width: terminal.columns.or_else(terminal_width).unwrap_or(DEFAULT_WIDTH),
            utf8: terminal.utf8,
            colors: Streams { stdin: false, stdout: color(terminals.stdout), stderr: color(terminals.stderr) },
            terminals,
            graphics: terminal.graphics,
            disable_progress_bars: None,
        }
    }
}

fn terminal_width() -> Option<usize> {
    Term::stdout().size_checked().map(|(_, columns)| usize::from(columns))
}
