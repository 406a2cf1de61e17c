//! What a transfer tells of itself while it runs. Does not draw anything: bars, plain lines and JSON events are
//! listeners of `output`.
//!
//! The order of events: one [`Event::Planned`], then per file [`Event::Started`], any number of [`Event::Sized`],
//! [`Event::Moved`], [`Event::Found`], [`Event::Retrying`] and [`Event::TakenBack`], and [`Event::Finished`]. Files overlap. An upload adds one
//! [`Event::Committed`] a commit. A transfer that fails or is interrupted sends nothing more.

use std::time::Duration;

/// One thing that happened. Sizes are bytes of content, not of the wire.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// All that will be moved, as far as sizes are known: sent once, first.
    Planned { files: usize, bytes: u64 },
    /// A file's transfer begins; `bytes` is its size, or 0 if nobody knows it yet.
    Started { file: &'a str, bytes: u64 },
    /// The size of a file that was not known when its transfer began, or is another one than before.
    Sized { file: &'a str, bytes: u64 },
    /// That many more bytes are written here, or taken by the server.
    Moved { file: &'a str, bytes: u64 },
    /// That many bytes need not be moved: an earlier run has written them, or the server knows them.
    Found { file: &'a str, bytes: u64 },
    /// That many bytes reported as moved or found have to be moved again.
    TakenBack { file: &'a str, bytes: u64 },
    /// A request failed and is sent again after `wait`.
    Retrying { file: &'a str, attempt: u32, wait: Duration, cause: &'a str },
    /// The file is complete and checked.
    Finished { file: &'a str },
    /// A commit was made with that many files.
    Committed { files: usize },
    /// Something that the user should know and that is no failure.
    Note { message: &'a str },
}

/// A listener. Called from any thread, often: it must be quick.
pub trait Progress: Send + Sync {
    /// Takes one event.
    fn on(&self, event: Event<'_>);
}

/// Listens to nothing.
impl Progress for () {
    fn on(&self, _event: Event<'_>) {}
}
