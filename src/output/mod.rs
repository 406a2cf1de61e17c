//! All that a person or a program sees. Every command hands its results to an [`Out`], which renders them for people,
//! agents, programs or scripts. Standard output is data, standard error is talk; nothing else in the program prints.
//!
//! What comes from the Hub cannot act on a terminal, nor on a CI system that reads a log: in tables and results control
//! characters are always escaped, elsewhere when the stream is a terminal.

mod cell;
mod color;
mod escape;
mod explorer;
mod files;
mod flow;
mod format;
mod full_screen;
mod graphics;
mod lines;
mod listing;
mod literal;
mod live;
#[cfg(test)]
mod memory;
mod mode;
mod padded;
mod picker;
mod progress;
mod prompt;
pub(crate) mod quantity;
mod screen;
mod settings;
pub mod shape;
mod status;
mod table;
#[cfg(test)]
mod tests;
mod tree;
#[cfg(unix)]
mod unseen;
mod width;
mod wrap;

use std::io;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use crate::base::json;
pub use color::Look;
pub use explorer::{Explored, Explorer};
pub use files::{FileListing, FileRow, FileStyle};
pub use flow::Flow;
pub use format::Format;
pub use lines::{LineEditor, Typed};
pub use listing::Listing;
pub(crate) use literal::text as python_text;
pub use live::LiveTable;
pub use mode::TerminalMode;
pub(crate) use padded::padded;
pub use picker::{Group, Order, Picked, Picker, Weigh, sorted};
pub use progress::{Action, Meter, ProgressMode};
pub use prompt::PromptError;
pub(crate) use screen::is_unwritten;
use screen::{SHOW_CURSOR, Screen};
pub use settings::{Settings, Streams};
use shape::{Shape, Shaped};
pub use status::Status;
pub use table::Columns;
use table::Row;

/// Where results and messages go. Cheap to clone; clones share the streams.
///
/// What writes to standard output can fail, with `BrokenPipe` when the reader is gone. Messages on standard error cannot:
/// there would be nowhere to say so.
#[derive(Clone)]
pub struct Out {
    settings: Settings,
    screen: Arc<Screen>,
    /// What the user makes of JSON.
    shape: Option<Arc<Shape>>,
}

impl Out {
    /// Writes to the streams of this process.
    pub fn new(settings: Settings) -> Self {
        Self { settings, screen: Arc::new(Screen::of_process()), shape: None }
    }

    /// The same, with JSON in this shape.
    pub fn shaped(self, shape: Option<Shape>) -> Self {
        Self { shape: shape.map(Arc::new), ..self }
    }

    /// Whether the user makes something of JSON.
    pub fn is_shaped(&self) -> bool {
        self.shape.is_some()
    }

    /// Ends the evaluation of a shape that may have no end, from any thread: what waits for it fails.
    pub fn stop_shaping(&self) {
        if let Some(shape) = &self.shape {
            shape.stop();
        }
    }

    /// Whether that was asked for.
    pub fn is_shaping_stopped(&self) -> bool {
        self.shape.as_ref().is_some_and(|shape| shape.is_stopped())
    }

    pub fn format(&self) -> Format {
        self.settings.format
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Prose for people and agents; nothing for programs and scripts.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn text(&self, text: &str) -> io::Result<()> {
        if matches!(self.settings.format, Format::Json | Format::Quiet) {
            return Ok(());
        }
        let colored = self.has_colors();
        match (self.settings.terminals.stdout, colored) {
            (true, _) => self.whole_line(&escape::prose(text, colored)),
            (false, true) => self.whole_line(text),
            (false, false) => self.whole_line(&escape::without_colors(text)),
        }
    }

    /// One line of prose, as [`Out::text`], which nothing in it can end and which cannot act on a terminal.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn line(&self, text: &str) -> io::Result<()> {
        self.text(&escape::escape(text))
    }

    /// The same in a look, for people.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn styled_line(&self, look: Look, text: &str) -> io::Result<()> {
        self.text(&self.paint(look, &escape::escape(text)))
    }

    /// A line that another program wrote, for people and agents: its colours stay for people, and a terminal sees no
    /// other control character but a carriage return, as of a progress bar.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn foreign_line(&self, text: &str) -> io::Result<()> {
        self.foreign_lines(&[text])
    }

    /// Several of them at once.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn foreign_lines(&self, lines: &[impl AsRef<str>]) -> io::Result<()> {
        let safe = |text: &str| text.split('\r').map(|part| escape::prose(part, self.has_colors())).collect::<Vec<_>>();
        let mut text = String::new();
        for line in lines.iter().map(AsRef::as_ref) {
            match self.settings.format {
                Format::Json | Format::Quiet => return Ok(()),
                _ if self.settings.terminals.stdout => text += &safe(line).join("\r"),
                Format::Agent => text += &escape::without_colors(line),
                Format::Human => text += line,
            }
            text.push('\n');
        }
        self.screen.print(text.as_bytes())
    }

    /// What a program elsewhere writes to its standard output, in every mode: a terminal sees no control character of it
    /// but line ends, tabs and colours.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn foreign(&self, text: &str) -> io::Result<()> {
        let safe = self.settings.terminals.stdout.then(|| escape::prose(text, self.has_colors()));
        self.screen.print(safe.as_deref().unwrap_or(text).as_bytes())
    }

    /// The same for its standard error.
    pub fn foreign_error(&self, text: &str) {
        let safe = self.settings.terminals.stderr.then(|| escape::prose(text, self.settings.colors.stderr));
        self.screen.say(safe.as_deref().unwrap_or(text));
    }

    /// A line of data, the same in every mode.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn raw(&self, line: &str) -> io::Result<()> {
        self.refuse_shape()?;
        self.raw_line(line)
    }

    fn raw_line(&self, line: &str) -> io::Result<()> {
        if self.settings.terminals.stdout {
            self.whole_line(&escape::prose(line, false))
        } else {
            self.whole_line(line)
        }
    }

    /// Bytes as they are, in every mode.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn bytes(&self, bytes: &[u8]) -> io::Result<()> {
        self.refuse_shape()?;
        self.screen.print(bytes)
    }

    /// An object of a stream, as JSON on a line of its own without blanks, the same in every mode.
    ///
    /// # Errors
    /// Standard output cannot be written, or the value is no JSON.
    pub fn json_line<T: Serialize>(&self, value: &T) -> io::Result<()> {
        self.json_text(&serde_json::to_string(value)?)
    }

    /// The same of a line that is written already.
    ///
    /// # Errors
    /// Standard output cannot be written, or the line is not JSON and is to be shaped.
    pub fn json_text(&self, line: &str) -> io::Result<()> {
        match &self.shape {
            None => self.raw_line(line),
            Some(shape) => match self.shape(shape, serde_json::from_str(line)?)? {
                Shaped::Value(value) => self.raw_line(&value.to_string()),
                Shaped::Printed => Ok(()),
            },
        }
    }

    /// The next line that another program sends, without its end; `None` at the end of the input. Blocks.
    ///
    /// # Errors
    /// Standard input cannot be read.
    pub fn read_line(&self) -> io::Result<Option<String>> {
        self.screen.read_line()
    }

    /// A record of the Hub as JSON, without the fields that are null: indented for people, on one line for all others.
    ///
    /// # Errors
    /// Standard output cannot be written, or the value is no JSON.
    pub fn record<T: Serialize>(&self, value: &T) -> io::Result<()> {
        self.object(&json::without_nulls(serde_json::to_value(value)?))
    }

    /// As [`Out::record`], nulls and all: what a command makes itself, and what a service says that is passed on as it
    /// is.
    ///
    /// # Errors
    /// As [`Out::record`].
    pub fn object<T: Serialize>(&self, value: &T) -> io::Result<()> {
        match &self.shape {
            None => self.whole_object(value),
            Some(shape) => match self.shape(shape, serde_json::to_value(value)?)? {
                Shaped::Value(value) => self.whole_object(&value),
                Shaped::Printed => Ok(()),
            },
        }
    }

    fn whole_object<T: Serialize>(&self, value: &T) -> io::Result<()> {
        match self.settings.format {
            Format::Human => self.whole_line(&json::indented(value, 2)?),
            Format::Agent | Format::Json | Format::Quiet => self.whole_line(&json::line(value)?),
        }
    }

    fn shape(&self, shape: &Shape, value: Value) -> io::Result<Shaped> {
        let print = |lines: &str| match self.settings.terminals.stdout {
            true => self.screen.print(escape::prose(lines, false).as_bytes()),
            false => self.screen.print(lines.as_bytes()),
        };
        shape.apply(value, |warning| self.warning(warning), print)
    }

    /// Whether an expression or a template gets a listing as one list, and not in portions.
    fn is_shaped_whole(&self) -> bool {
        self.shape.as_ref().is_some_and(|shape| shape.needs_all())
    }

    /// Rows of a listing with the fields that the user chose.
    fn chosen(&self, rows: Vec<Value>) -> Vec<Value> {
        match &self.shape {
            Some(shape) => shape.rows(rows, |warning| self.warning(warning)),
            None => rows,
        }
    }

    /// Text cannot be shaped, and what the user asked for is not dropped without a word.
    fn refuse_shape(&self) -> io::Result<()> {
        let refusal = "this command prints text here: --jq and --template work on JSON alone";
        if self.is_shaped_whole() { Err(io::Error::other(refusal)) } else { Ok(()) }
    }

    /// As [`Out::record`], but scripts get the value of one key alone.
    ///
    /// # Errors
    /// As [`Out::record`], or the value is no object.
    pub fn record_with_id<T: Serialize>(&self, value: &T, id: &str) -> io::Result<()> {
        if self.settings.format != Format::Quiet {
            return self.record(value);
        }
        let fields: Row = serde_json::from_value(serde_json::to_value(value)?)?;
        fields.get(id).map_or(Ok(()), |id| self.whole_line(&self.plain(id)))
    }

    /// Something was done: a message and its details, an object (or `()`), whose first value is for scripts.
    ///
    /// # Errors
    /// Standard output cannot be written, or the value is neither an object nor nothing.
    pub fn done<T: Serialize>(&self, message: &str, value: &T) -> io::Result<()> {
        let headline = format!("{} {}", self.symbol("✓", "[OK]"), escape::escape(message));
        self.outcome(&self.paint(Look::Green, &headline), message, value)
    }

    /// Nothing had to be done: the same for programs, but people see no tick.
    ///
    /// # Errors
    /// As [`Out::done`].
    pub fn unchanged<T: Serialize>(&self, message: &str, value: &T) -> io::Result<()> {
        self.outcome(&escape::escape(message), message, value)
    }

    fn outcome<T: Serialize>(&self, headline: &str, message: &str, value: &T) -> io::Result<()> {
        let fields: Option<Row> = serde_json::from_value(serde_json::to_value(value)?)?;
        let fields = fields.unwrap_or_default();
        let known = fields.iter().filter(|(_, value)| !value.is_null());
        match self.settings.format {
            _ if self.settings.bare_results => self.first(&fields),
            Format::Human => {
                let details = known.map(|(key, value)| format!("\n  {key}: {}", for_people(value)));
                self.whole_line(&(headline.to_owned() + &details.collect::<String>()))
            }
            Format::Agent => {
                let pairs: Vec<String> = known.map(|(key, value)| format!("{key}={}", escaped(value))).collect();
                if pairs.is_empty() {
                    self.whole_line(&escape::escape(message))
                } else {
                    self.whole_line(&pairs.join(" "))
                }
            }
            Format::Json if fields.is_empty() && self.shape.is_none() => self.whole_line(""),
            Format::Json => self.object(&fields),
            Format::Quiet => self.first(&fields),
        }
    }

    /// What to do next, in one line on standard error; nothing for scripts.
    pub fn hint(&self, text: &str) {
        self.log(&format!("Hint: {text}"));
    }

    /// What is going on, in one line on standard error; nothing for scripts.
    pub fn log(&self, text: &str) {
        if self.settings.format != Format::Quiet {
            self.say_line(text, Look::Gray);
        }
    }

    /// Something is not as the user may think, in one line on standard error.
    pub fn warning(&self, text: &str) {
        self.say_line(&format!("Warning: {text}"), Look::Yellow);
    }

    /// Why the command failed, on standard error.
    pub fn error(&self, text: &str) {
        self.say_line(&format!("Error: {text}"), Look::BoldRed);
    }

    /// A help page, on standard output in every mode; its colours stay where they are wanted.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn page(&self, page: &str) -> io::Result<()> {
        if self.settings.colors.stdout { self.whole_line(page) } else { self.whole_line(&escape::without_colors(page)) }
    }

    /// A help page on standard error, for a user who did not ask for it.
    pub fn page_on_error(&self, page: &str) {
        let page = if self.settings.colors.stderr { page.to_owned() } else { escape::without_colors(page) };
        self.screen.say(&(page + "\n"));
    }

    /// The rest of an error or of a usage line, on standard error, in every mode and without a look of its own.
    pub fn details(&self, text: &str) {
        self.say(text, Look::Plain);
    }

    /// One JSON object on standard error, on one line: what programs learn of a failure.
    ///
    /// # Errors
    /// The value is no JSON.
    pub fn error_object<T: Serialize>(&self, value: &T) -> io::Result<()> {
        self.screen.say(&(json::line(value)? + "\n"));
        Ok(())
    }

    /// The text in that look if people see it on a stream that takes colours; for [`Out::text`].
    pub fn paint(&self, look: Look, text: &str) -> String {
        color::paint(text, look, self.has_colors())
    }

    /// The sign if standard output can show it, else its stand-in in ASCII.
    pub fn symbol<'a>(&self, sign: &'a str, ascii: &'a str) -> &'a str {
        if self.settings.utf8 { sign } else { ascii }
    }

    /// Before the program tells how it ended, which is the last that it says: bars are taken away for good, the cursor is
    /// shown, and other threads, whose work takes a moment to stop, are not heard any more.
    pub fn last_words(&self) {
        self.screen.silence_others();
        self.screen.drop_bars();
        if self.settings.terminals.stdout {
            // On the way out there is nobody left to tell.
            drop(self.screen.print(SHOW_CURSOR.as_bytes()));
        }
    }

    fn first(&self, fields: &Row) -> io::Result<()> {
        fields.values().next().map_or(Ok(()), |first| self.whole_line(&self.plain(first)))
    }

    fn whole_line(&self, text: &str) -> io::Result<()> {
        self.screen.print(format!("{text}\n").as_bytes())
    }

    /// Nothing in the text ends the line: a name cannot put words into our mouth.
    fn say_line(&self, text: &str, look: Look) {
        self.say(&escape::escape(text), look);
    }

    fn say(&self, text: &str, look: Look) {
        let text = escape::without_commands(&escape::prose(text, false));
        let colors = self.settings.format == Format::Human && self.settings.colors.stderr;
        self.screen.say(&(color::paint(&text, look, colors) + "\n"));
    }

    fn has_colors(&self) -> bool {
        self.settings.format == Format::Human && self.settings.colors.stdout
    }

    fn plain(&self, value: &Value) -> String {
        let text = literal::text(value);
        if self.settings.terminals.stdout { escape::escape(&text) } else { text }
    }
}

/// On the line that it is printed on.
fn escaped(value: &Value) -> String {
    escape::escape(&literal::text(value))
}

/// The same without the words of Python.
fn for_people(value: &Value) -> String {
    match value {
        Value::Bool(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
        Value::Array(items) => items.iter().map(for_people).collect::<Vec<_>>().join(", "),
        other => escaped(other),
    }
}
