//! Lines that a user types on a terminal, with all the keys of an editor and those of earlier times. What a line means,
//! and which are kept, is decided by those who ask.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use rustix::termios::LocalModes;
use rustyline::completion::Completer;
use rustyline::config::{Behavior, BellStyle};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::{History, MemHistory};
use rustyline::validate::Validator;
use rustyline::{Config, Editor, Helper};
use tokio::task::spawn_blocking;

use super::mode::TerminalMode;
use super::screen::lock;
use super::{Out, PromptError};

/// Ends the marks that a terminal puts around pasted text.
const NO_PASTE_MARKS: &str = "\u{1b}[?2004l";

/// Asks for lines on the terminal of this process.
pub struct LineEditor {
    out: Out,
    editor: Arc<Mutex<Editor<Words, MemHistory>>>,
}

/// What the user typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line. What was pasted may have several.
    Line(String),
    /// Ctrl-C, which took away what had been typed.
    Cleared,
    /// Ctrl-C where nothing was typed.
    Interrupted,
    /// Ctrl-D where nothing was typed, or the terminal is gone.
    Ended,
}

impl Out {
    /// `earlier` lines come back with the arrow keys, `words` are completed at the beginning of a line.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub fn line_editor(&self, earlier: Vec<String>, words: &'static [&'static str]) -> Result<LineEditor, PromptError> {
        // Standard output may go elsewhere.
        let behavior = if self.settings.terminals.stdout { Behavior::Stdio } else { Behavior::PreferTerm };
        let config = Config::builder().behavior(behavior).bell_style(BellStyle::None).build();
        let mut history = MemHistory::with_config(&config);
        for line in earlier {
            history.add_owned(line).map_err(unanswered)?;
        }
        let mut editor = Editor::with_history(config, history).map_err(unanswered)?;
        editor.set_helper(Some(Words { words, is_empty: AtomicBool::new(true) }));
        Ok(LineEditor { out: self.clone(), editor: Arc::new(Mutex::new(editor)) })
    }

    /// Keys are kept for the next line until the value is dropped, Ctrl-C and Ctrl-D too, and are not shown meanwhile.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub fn keep_keys(&self) -> io::Result<TerminalMode> {
        TerminalMode::keys()
    }

    /// The same, but Ctrl-C interrupts.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub fn keep_keys_but_interrupts(&self) -> io::Result<TerminalMode> {
        TerminalMode::change(LocalModes::ECHO | LocalModes::ICANON, LocalModes::ISIG)
    }
}

impl LineEditor {
    /// Waits for a line. A future that is dropped leaves the terminal as it was.
    ///
    /// # Errors
    /// The terminal cannot be read or written.
    pub async fn read(&self, prompt: &'static str) -> Result<Typed, PromptError> {
        let reading = Reading { out: &self.out, _mode: TerminalMode::keep()? };
        let editor = Arc::clone(&self.editor);
        let read = spawn_blocking(move || {
            let mut editor = lock(&editor);
            let typed = editor.readline(prompt);
            (typed, editor.helper().is_none_or(|words| words.is_empty.swap(true, Ordering::Relaxed)))
        });
        let (typed, is_empty) = read.await.map_err(io::Error::from)?;
        drop(reading);
        match typed {
            Ok(line) => Ok(Typed::Line(line)),
            Err(ReadlineError::Interrupted) => Ok(if is_empty { Typed::Interrupted } else { Typed::Cleared }),
            Err(ReadlineError::Eof) => Ok(Typed::Ended),
            Err(error) => Err(unanswered(error)),
        }
    }

    /// Brings a line back with the arrow keys.
    pub fn remember(&self, line: &str) {
        // Only a history that refuses duplicates refuses anything.
        drop(lock(&self.editor).add_history_entry(line));
    }
}

/// A terminal that is being read from.
struct Reading<'a> {
    out: &'a Out,
    _mode: TerminalMode,
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if self.out.settings.terminals.stdout {
            drop(self.out.bytes(NO_PASTE_MARKS.as_bytes()));
        }
    }
}

fn unanswered(error: ReadlineError) -> PromptError {
    match error {
        ReadlineError::Io(error) => error.into(),
        other => io::Error::other(other).into(),
    }
}

/// Completes the first word of a line, and sees whether anything is typed.
struct Words {
    words: &'static [&'static str],
    is_empty: AtomicBool,
}

impl Completer for Words {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let begun = line.get(..position).unwrap_or_default();
        let fitting = self.words.iter().filter(|word| !begun.is_empty() && word.starts_with(begun));
        Ok((0, fitting.map(|word| format!("{word} ")).collect()))
    }
}

impl Hinter for Words {
    type Hint = String;

    fn hint(&self, line: &str, _: usize, _: &rustyline::Context<'_>) -> Option<String> {
        self.is_empty.store(line.is_empty(), Ordering::Relaxed);
        None
    }
}

impl Highlighter for Words {}

impl Validator for Words {}

impl Helper for Words {}
