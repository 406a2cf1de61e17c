//! An `Out` whose streams are text in memory, for tests.

use std::io::{self, BufRead, Cursor, Write};
use std::sync::{Arc, Mutex};

use indicatif::{ProgressDrawTarget, TermLike};

use super::screen::{Screen, lock};
use super::settings::{Settings, Streams};
use super::{Format, Out};
use crate::config::Graphics;

/// What was written so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(lock(&self.0).clone()).unwrap()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        lock(&self.0).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(crate) struct Memory {
    pub(crate) out: Out,
    pub(crate) stdout: Written,
    pub(crate) stderr: Written,
}

/// No terminal, no colours, 60 columns.
pub(crate) fn settings(format: Format) -> Settings {
    Settings {
        format,
        no_truncate: false,
        bare_results: false,
        width: 60,
        utf8: true,
        colors: Streams::default(),
        terminals: Streams::default(),
        graphics: Graphics::default(),
        disable_progress_bars: None,
    }
}

impl Memory {
    pub(crate) fn new(settings: Settings, input: &str) -> Self {
        let (stdout, stderr) = (Written::default(), Written::default());
        let mut input = Cursor::new(input.to_owned());
        let screen = Screen::new(
            Box::new(move |line| input.read_line(line)),
            Box::new(stdout.clone()),
            Box::new(stderr.clone()),
        );
        Self { out: Out { settings, screen: Arc::new(screen), shape: None }, stdout, stderr }
    }

    /// Standard error as a terminal for bars.
    pub(crate) fn terminal(&self, width: u16) -> ProgressDrawTarget {
        let terminal = TerminalOfMemory { width, written: self.stderr.clone() };
        ProgressDrawTarget::term_like(Box::new(terminal))
    }
}

/// A terminal of a fixed width that keeps what is written on it, in the same place as standard error.
#[derive(Debug)]
struct TerminalOfMemory {
    width: u16,
    written: Written,
}

impl TerminalOfMemory {
    fn put(&self, text: &str) -> io::Result<()> {
        self.written.clone().write_all(text.as_bytes())
    }
}

impl TermLike for TerminalOfMemory {
    fn width(&self) -> u16 {
        self.width
    }

    fn move_cursor_up(&self, lines: usize) -> io::Result<()> {
        if lines > 0 { self.put(&format!("<up {lines}>")) } else { Ok(()) }
    }

    fn move_cursor_down(&self, lines: usize) -> io::Result<()> {
        if lines > 0 { self.put(&format!("<down {lines}>")) } else { Ok(()) }
    }

    fn move_cursor_right(&self, _columns: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _columns: usize) -> io::Result<()> {
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.put(&format!("{text}\n"))
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        self.put(text)
    }

    fn clear_line(&self) -> io::Result<()> {
        self.put("<clear>")
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}
