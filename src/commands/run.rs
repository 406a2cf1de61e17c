//! A verb that was started: what is left of its work, and what an interrupt means to it. Groups hand it up; the
//! program's end (`lib.rs`) finishes it. Starts no runtime and catches no signal itself.

use anyhow::Result;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

/// A verb that was started.
pub struct Run<'a> {
    pub work: Work<'a>,
    pub on_interrupt: OnInterrupt,
    pub threads: Threads,
}

/// How much of a verb's work is left.
pub enum Work<'a> {
    /// None: it needed no runtime, no thread and no socket.
    Done(Result<()>),
    /// The rest waits for the network, for other threads or for other processes.
    Waits(LocalBoxFuture<'a, Result<()>>),
}

/// What a verb's work runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threads {
    /// One thread a core: many files, or large ones, are moved side by side.
    Many,
    /// The first thread alone: what comes is printed as it comes, and going from one thread to another for each line
    /// costs more than the line.
    One,
}

/// What Ctrl-C and SIGTERM do to a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnInterrupt {
    /// End it.
    Ends,
    /// End it; the same command continues where it stopped.
    Resumes,
    /// Ctrl-C means something to the verb, which listens for it itself; SIGTERM ends it.
    Heard,
    /// That is how the verb is meant to end, and it listens for both itself.
    IsTheEnd,
}

impl<'a> Run<'a> {
    /// A verb that waits for nothing and has ended.
    pub fn done(outcome: Result<()>) -> Self {
        Self { work: Work::Done(outcome), on_interrupt: OnInterrupt::Ends, threads: Threads::One }
    }

    /// A verb that may wait. The future is boxed here, once, so that groups stay small.
    pub fn waits(work: impl Future<Output = Result<()>> + 'a) -> Self {
        Self { work: Work::Waits(work.boxed_local()), on_interrupt: OnInterrupt::Ends, threads: Threads::Many }
    }

    /// The same, whose work continues when the command is repeated.
    #[must_use]
    pub fn resumes(self) -> Self {
        Self { on_interrupt: OnInterrupt::Resumes, ..self }
    }

    /// The same, which Ctrl-C and SIGTERM are meant to end; it listens for both.
    #[must_use]
    pub fn ends_on_interrupt(self) -> Self {
        Self { on_interrupt: OnInterrupt::IsTheEnd, ..self }
    }

    /// The same, which listens for Ctrl-C itself.
    #[must_use]
    pub fn hears_interrupts(self) -> Self {
        Self { on_interrupt: OnInterrupt::Heard, ..self }
    }

    /// The same, which prints one stream as it comes, on one thread.
    #[must_use]
    pub fn on_one_thread(self) -> Self {
        Self { threads: Threads::One, ..self }
    }
}
