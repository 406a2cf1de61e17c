//! `hf`: the Hugging Face Hub from the command line.
//!
//! # Architecture
//!
//! The code stands in layers; each may use the ones below it and never one above. A test reads the sources and holds
//! the wall (`tests/cli/layers.rs`).
//!
//! | layer | modules | knows |
//! |---|---|---|
//! | 8 | [`cli`], [`errors`] | words become a command; an error becomes a report and a status |
//! | 7 | [`commands`] | what is typed and what moves: one folder a group, one file a verb |
//! | 6 | [`context`] | what a verb is handed |
//! | 5 | [`output`], [`args`] | all that is printed; pieces of command lines |
//! | 4 | [`transfer`] | moves bytes, silently |
//! | 3 | [`api`], [`auth`], [`cache`] | what the Hub says; which token; the folders on disk. They do not know one another |
//! | 2 | [`http`] | requests, not the Hub |
//! | 1 | [`config`] | the only reader of the environment |
//! | 0 | [`base`], [`ids`] | no Hub, no HTTP, no terminal |
//!
//! The walk of one command: [`main`] reads the environment once, [`cli::parse`] turns words into a
//! [`commands::Command`], its `run` gets a [`context::Context`] and asks it for a Hub or a cache, prints through
//! [`output::Out`], and any error ends in [`errors::report`].

pub mod api;
pub mod args;
pub mod auth;
pub mod base;
pub mod cache;
pub mod cli;
pub mod commands;
pub mod config;
pub mod context;
pub mod errors;
pub mod http;
pub mod ids;
pub mod output;
pub mod transfer;

use std::ffi::OsString;
use std::future::poll_fn;
use std::io;
use std::process::ExitCode;
use std::task::Poll;
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

use cli::{Invocation, Program};
use commands::run::{OnInterrupt, Run, Threads, Work};
use config::Config;
use context::Context;
use errors::Exit;
use output::{Format, Out, Settings};

/// Work in other threads that is cut short when the program ends: it has nothing left to save.
const PATIENCE_AT_END: Duration = Duration::from_millis(200);

/// Runs one command line (the program's name first) and gives the status to exit with.
pub fn main(program: Program, arguments: Vec<OsString>) -> ExitCode {
    base::core_dump::disable();
    silence_caught_panics();
    let config = Config::load();
    let automatic = Format::auto(config.agent.is_some());
    if config.completion.is_some() {
        return complete(program, &config).into();
    }
    let arguments = cli::fallback::extended(program, arguments, &config);
    match cli::parse(program, arguments, &config.file) {
        Ok(invocation) => run(invocation, config, automatic).into(),
        Err(stop) => errors::usage(&Out::new(Settings::of_process(&config.terminal, automatic)), stop).into(),
    }
}

/// The usual report of a panic goes straight to standard error: not of one that becomes an error.
fn silence_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !transfer::xet::is_caught(panic.location()) && !output::shape::is_worker() {
            usual(panic);
        }
    }));
}

/// Answers a shell's completion script, and says nothing else: every word would be taken for a candidate.
fn complete(program: Program, config: &Config) -> Exit {
    let out = Out::new(Settings::of_process(&config.terminal, Format::Quiet));
    let answer = config.completion.as_ref().and_then(|question| cli::completion::answer(program, question, config));
    match answer.map(|answer| out.bytes(answer.as_bytes())) {
        Some(Ok(())) => Exit::Ok,
        _ => Exit::Failure,
    }
}

fn run(invocation: Invocation, config: Config, automatic: Format) -> Exit {
    let format = match &invocation.older {
        Some(older) if older.is_quiet => Format::Quiet,
        Some(_) => Format::Human,
        None => invocation.format.unwrap_or(automatic),
    };
    let mut settings = Settings::of_process(&config.terminal, format);
    settings.no_truncate = invocation.no_truncate;
    settings.disable_progress_bars = config.disable_progress_bars;
    settings.bare_results = invocation.older.is_some();
    let cx = Context::new(config, Out::new(settings).shaped(invocation.shape), || cli::tree::command(Program::Hf));
    if let Some(older) = &invocation.older {
        cx.out.warning(&older.notice);
    }
    for option in &invocation.late_options {
        cx.out.warning(&format!("{option} was read as an option of hf: put -- before the command to pass it on"));
    }
    let Run { work, on_interrupt, threads } = invocation.command.run(&cx);
    let work = match work {
        Work::Done(outcome) => return ended(&cx, outcome),
        Work::Waits(work) => work,
    };
    let runtime = match runtime(&cx, threads) {
        Ok(runtime) => runtime,
        Err(error) => return ended(&cx, Err(error.into())),
    };
    let exit = runtime.block_on(until_interrupted(&cx, work, on_interrupt));
    runtime.shutdown_timeout(PATIENCE_AT_END);
    exit
}

fn runtime(cx: &Context, threads: Threads) -> io::Result<Runtime> {
    // While JSON is shaped this thread does nothing else; another one hears signals then.
    if threads == Threads::One && !cx.out.is_shaped() {
        Builder::new_current_thread().enable_all().build()
    } else {
        Builder::new_multi_thread().enable_all().build()
    }
}

/// Runs a command until it ends or a signal ends it; dropping its future removes what is half-written.
async fn until_interrupted(cx: &Context, work: LocalBoxFuture<'_, anyhow::Result<()>>, on: OnInterrupt) -> Exit {
    let resumes = on == OnInterrupt::Resumes;
    let (interrupts, terminates) = (resumes || on == OnInterrupt::Ends, on != OnInterrupt::IsTheEnd);
    let mut running = Box::pin(run_to_end(cx, work));
    // What is asked before anything is waited for blocks this thread, so signals are not caught yet: Ctrl-C ends it.
    let first = poll_fn(|waker| Poll::Ready(running.as_mut().poll(waker))).await;
    if let Poll::Ready(outcome) = first {
        return ended(cx, outcome);
    }
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return ended(cx, Err(anyhow::anyhow!("cannot listen for signals")));
    };
    stop_shaping_on_signal(cx);
    let outcome = tokio::select! {
        outcome = running => outcome,
        _ = interrupt.recv(), if interrupts => return errors::interrupted(cx, Exit::Interrupted, resumes),
        _ = terminate.recv(), if terminates => return errors::interrupted(cx, Exit::Terminated, resumes),
    };
    if !(interrupts && outcome.is_err() && cx.out.is_shaping_stopped()) {
        return ended(cx, outcome);
    }
    let exit = tokio::select! {
        _ = interrupt.recv() => Exit::Interrupted,
        _ = terminate.recv() => Exit::Terminated,
    };
    errors::interrupted(cx, exit, resumes)
}

/// What the user makes of JSON may have no end, and blocks the thread that waits for signals: another one ends it.
fn stop_shaping_on_signal(cx: &Context) {
    if !cx.out.is_shaped() {
        return;
    }
    let out = cx.out.clone();
    tokio::spawn(async move {
        if let (Ok(mut interrupt), Ok(mut terminate)) =
            (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            out.stop_shaping();
        }
    });
}

/// The outcome of a command, with all that is needed to tell of it.
async fn run_to_end(cx: &Context, work: LocalBoxFuture<'_, anyhow::Result<()>>) -> anyhow::Result<()> {
    let outcome = work.await;
    if let Err(error) = &outcome {
        errors::learn_owner(cx, error).await;
    }
    outcome
}

fn ended(cx: &Context, outcome: anyhow::Result<()>) -> Exit {
    match outcome {
        Ok(()) => Exit::Ok,
        Err(error) => errors::report(cx, &error),
    }
}
