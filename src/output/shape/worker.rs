//! Evaluates expressions in a thread of its own, so that one without an end can be stopped, one that collects without
//! an end is ended before it has taken the memory of the machine, and one that is nested deeply has a stack for it.
//! A thread cannot be killed: one that was given up on is left to the end of the process, which follows.

use std::io::{self, ErrorKind};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder};
use std::time::Duration;

use serde_json::Value;

use super::evaluate::{Answer, Evaluate};
use super::jq::Jq;
use super::template::Template;
use crate::base::machine;

const THREAD: &str = "shape";
/// Reserved, not used, until it is needed; a system that refuses the first gives the next.
const STACKS: [usize; 3] = [2 << 30, 256 << 20, 8 << 20];
/// How often a silent evaluation is looked after.
const TICK: Duration = Duration::from_millis(20);
/// Output that is handed over at once.
const PIECE: usize = 32 << 10;
/// What is said of a thread that panicked.
const BROKE_OFF: &str = "the evaluation broke off";
/// Pieces that wait for a slow reader.
const PIECES: usize = 4;

/// What is to be evaluated.
#[derive(Debug, Clone)]
pub(super) enum Program {
    Jq(String),
    Template(String),
}

impl Program {
    /// The option that it was given with.
    pub(super) fn option(&self) -> &'static str {
        match self {
            Self::Jq(_) => "--jq",
            Self::Template(_) => "--template",
        }
    }
}

/// What one evaluation may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of memory beyond those in use at its start.
    pub(super) memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 1 << 30 }
    }
}

enum Piece {
    Text(String),
    End,
    Failure(String),
}

struct Channels {
    values: SyncSender<Value>,
    pieces: Receiver<Piece>,
}

/// A thread that evaluates one program on value after value.
pub(super) struct Worker {
    option: &'static str,
    limits: Limits,
    /// Gone once an evaluation has failed.
    channels: Mutex<Option<Channels>>,
    is_stopped: AtomicBool,
}

/// Whether this is the thread of a worker: what it panics with becomes an error.
pub(crate) fn is_worker() -> bool {
    thread::current().name() == Some(THREAD)
}

impl Worker {
    /// Compiles the program.
    ///
    /// # Errors
    /// The program is faulty; the text says why.
    pub(super) fn start(program: &Program, limits: Limits) -> Result<Self, String> {
        let option = program.option();
        let (values, inputs) = sync_channel(1);
        let (outputs, pieces) = sync_channel(PIECES);
        spawn(program, inputs, outputs).map_err(|error| format!("cannot start a thread for {option}: {error}"))?;
        // The thread says first whether its program can be compiled.
        match pieces.recv() {
            Ok(Piece::Failure(reason)) => Err(reason),
            Ok(_) => Ok(Self {
                option,
                limits,
                channels: Mutex::new(Some(Channels { values, pieces })),
                is_stopped: AtomicBool::new(false),
            }),
            Err(_) => Err(BROKE_OFF.to_owned()),
        }
    }

    /// Evaluates the program on a value and prints what comes, in pieces of whole lines.
    ///
    /// # Errors
    /// It fails, was stopped or takes too much memory; or printing fails. Later values are refused then.
    pub(super) fn run(&self, value: Value, print: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        let mut channels = self.channels();
        let Some(open) = channels.as_ref() else { return Err(self.error("an earlier value failed")) };
        // A thread that is gone is noticed below.
        drop(open.values.send(value));
        let outcome = self.listen(open, print);
        if outcome.is_err() {
            *channels = None;
        }
        outcome
    }

    pub(super) fn stop(&self) {
        self.is_stopped.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    fn listen(&self, channels: &Channels, mut print: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
        let most = machine::memory_in_use().map(|bytes| bytes.saturating_add(self.limits.memory));
        loop {
            match channels.pieces.recv_timeout(TICK) {
                Ok(Piece::Text(text)) => print(&text)?,
                Ok(Piece::End) => return Ok(()),
                Ok(Piece::Failure(reason)) => return Err(self.error(&reason)),
                Err(RecvTimeoutError::Disconnected) => return Err(self.error(BROKE_OFF)),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.is_stopped() {
                return Err(io::Error::new(ErrorKind::Interrupted, format!("{} was stopped", self.option)));
            }
            if most.is_some_and(|most| machine::memory_in_use().is_some_and(|bytes| bytes > most)) {
                return Err(self.error("the evaluation takes too much memory"));
            }
        }
    }

    fn error(&self, reason: &str) -> io::Error {
        io::Error::other(format!("{}: {reason}", self.option))
    }

    fn channels(&self) -> MutexGuard<'_, Option<Channels>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spawn(program: &Program, inputs: Receiver<Value>, outputs: SyncSender<Piece>) -> io::Result<()> {
    // The channels go to the first thread that the system gives.
    let channels = Arc::new(Mutex::new(Some((inputs, outputs))));
    let mut outcome = Ok(());
    for stack in STACKS {
        let (channels, program) = (Arc::clone(&channels), program.clone());
        let work = move || {
            let channels = channels.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some((inputs, outputs)) = channels {
                work(program, &inputs, &outputs);
            }
        };
        match Builder::new().name(THREAD.to_owned()).stack_size(stack).spawn(work) {
            Ok(_left_alone) => return Ok(()),
            Err(error) => outcome = Err(error),
        }
    }
    outcome
}

/// Until nobody listens any more.
fn work(program: Program, inputs: &Receiver<Value>, outputs: &SyncSender<Piece>) {
    let compiled: Result<Box<dyn Evaluate>, String> = match program {
        Program::Jq(expression) => Jq::compile(&expression).map(|jq| Box::new(jq) as Box<dyn Evaluate>),
        Program::Template(text) => Template::compile(text).map(|template| Box::new(template) as Box<dyn Evaluate>),
    };
    let program = match compiled {
        Ok(program) => program,
        Err(reason) => return drop(outputs.send(Piece::Failure(reason))),
    };
    if outputs.send(Piece::End).is_err() {
        return;
    }
    while let Ok(value) = inputs.recv() {
        let mut text = Vec::new();
        let outcome = program.evaluate(value, &mut |line| {
            text.extend_from_slice(line);
            if text.len() >= PIECE { hand_over(&mut text, outputs) } else { ControlFlow::Continue(()) }
        });
        let is_over = hand_over(&mut text, outputs).is_break();
        let end = outcome.map_or_else(Piece::Failure, |()| Piece::End);
        if is_over || outputs.send(end).is_err() {
            return;
        }
    }
}

fn hand_over(text: &mut Vec<u8>, outputs: &SyncSender<Piece>) -> Answer {
    let piece = String::from_utf8_lossy(&std::mem::take(text)).into_owned();
    if piece.is_empty() || outputs.send(Piece::Text(piece)).is_ok() {
        ControlFlow::Continue(())
    } else {
        ControlFlow::Break(())
    }
}
