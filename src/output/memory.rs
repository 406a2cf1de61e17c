//! An `Out` whose streams are text in memory, for tests.

use std::io::{self, BufRead, Cursor, Write};
use std::sync::{Arc, Mutex};

use super::screen::{Screen, lock};
use super::settings::{Settings, Streams};
use super::{Format, Out};

/// What was written so far.
#[derive(Clone, Default)]
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
        width: 60,
        utf8: true,
        colors: Streams::default(),
        terminals: Streams::default(),
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
        Self { out: Out { settings, screen: Arc::new(screen) }, stdout, stderr }
    }
}
