//! The three streams, shared by everything that prints: a line never lands inside a progress bar. Knows nothing of
//! modes.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, ThreadId};

use indicatif::{MultiProgress, ProgressDrawTarget};

pub(super) const SHOW_CURSOR: &str = "\u{1b}[?25h";

/// Reads one line with its end into the text; 0 at the end of the input.
pub(crate) type ReadLine = Box<dyn FnMut(&mut String) -> io::Result<usize> + Send>;

/// Standard output does not take what is written: a full disk, a reader that is gone. It travels inside of an
/// [`io::Error`] of the same kind.
#[derive(Debug, thiserror::Error)]
#[error("cannot write to standard output")]
struct Unwritten(#[source] io::Error);

/// Whether this is a failure of standard output, and of nothing else.
pub(crate) fn is_unwritten(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Unwritten>())
}

pub(crate) struct Screen {
    stdin: Mutex<ReadLine>,
    stdout: Mutex<Box<dyn Write + Send>>,
    stderr: Mutex<Box<dyn Write + Send>>,
    bars: Mutex<Option<MultiProgress>>,
    /// The only thread that is still heard on standard error, once there is one.
    speaker: OnceLock<ThreadId>,
}

impl Screen {
    pub(crate) fn of_process() -> Self {
        Self::new(Box::new(|line| io::stdin().read_line(line)), Box::new(io::stdout()), Box::new(io::stderr()))
    }

    pub(crate) fn new(stdin: ReadLine, stdout: Box<dyn Write + Send>, stderr: Box<dyn Write + Send>) -> Self {
        Self {
            stdin: Mutex::new(stdin),
            stdout: Mutex::new(stdout),
            stderr: Mutex::new(stderr),
            bars: Mutex::new(None),
            speaker: OnceLock::new(),
        }
    }

    /// Writes to standard output and flushes: what comes next may wait for the user.
    pub(crate) fn print(&self, bytes: &[u8]) -> io::Result<()> {
        let written = self.beside_bars(|| write(&self.stdout, bytes));
        written.map_err(|error| io::Error::new(error.kind(), Unwritten(error)))
    }

    /// Writes to standard error. A failure is dropped: there is nowhere left to report it.
    pub(crate) fn say(&self, text: &str) {
        if self.speaker.get().is_some_and(|speaker| *speaker != thread::current().id()) {
            return;
        }
        drop(self.beside_bars(|| write(&self.stderr, text.as_bytes())));
    }

    /// From now on this thread alone is heard on standard error.
    pub(crate) fn silence_others(&self) {
        self.speaker.get_or_init(|| thread::current().id());
    }

    /// The next line of standard input without its end; `None` at the end of the input.
    pub(crate) fn read_line(&self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let length = lock(&self.stdin)(&mut line)?;
        Ok((length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// From now on bars stand at the bottom, until [`Screen::without_bars`].
    pub(crate) fn with_bars(&self, bars: MultiProgress) {
        *lock(&self.bars) = Some(bars);
    }

    pub(crate) fn without_bars(&self) {
        *lock(&self.bars) = None;
    }

    /// Clears the bars and keeps their clock from drawing them again.
    pub(crate) fn drop_bars(&self) {
        if let Some(bars) = lock(&self.bars).take() {
            // A terminal that is gone needs no clearing.
            drop(bars.clear());
            bars.set_draw_target(ProgressDrawTarget::hidden());
        }
    }

    fn beside_bars<T>(&self, write: impl FnOnce() -> T) -> T {
        let bars = lock(&self.bars).clone();
        match bars {
            Some(bars) => bars.suspend(write),
            None => write(),
        }
    }
}

fn write(stream: &Mutex<Box<dyn Write + Send>>, bytes: &[u8]) -> io::Result<()> {
    let mut stream = lock(stream);
    stream.write_all(bytes)?;
    stream.flush()
}

/// A panic elsewhere is no reason to stop printing.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
