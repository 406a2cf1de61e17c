//! The local Hub as a program: `cargo hub` serves until Ctrl-C, `cargo hub run -- COMMAND` serves one command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, unreachable_pub)]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode, ExitStatus};
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use tempfile::TempDir;

#[path = "mod.rs"]
mod local_hub;

use local_hub::faults::{Effect, Fault};
use local_hub::{Hub, Options, Seed};

/// A Hugging Face Hub on this machine, for tests, demos and benchmarks
#[derive(Parser)]
#[command(name = "cargo hub", args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Args)]
struct Serve {
    /// Port to listen on; 0 means any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Folder that keeps the state; without it nothing is kept
    #[arg(long)]
    dir: Option<PathBuf>,
    /// What a new Hub holds
    #[arg(long, value_enum, default_value = "demo")]
    seed: Seed,
    /// Milliseconds that every request waits before it is looked at
    #[arg(long, value_name = "MS", conflicts_with = "slow")]
    latency_ms: Option<u64>,
    /// Bytes a second at which each connection gets large content
    #[arg(long, value_name = "BYTES")]
    slow: Option<u64>,
    /// Do not hash what is uploaded in parts, as object storage does not
    #[arg(long)]
    trust_uploads: bool,
    /// Keep large files in Xet storage too
    #[arg(long)]
    xet: bool,
}

#[derive(Subcommand)]
enum Action {
    /// Run one command against a demo Hub of its own and return its status
    Run {
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let result = match arguments.action {
        None => start(arguments.serve).map(|hub| {
            introduce(&hub);
            runtime.block_on(interrupted());
            stop(&hub);
            ExitCode::SUCCESS
        }),
        Some(Action::Run { command }) => {
            // Once it is listened for, Ctrl-C ends the command only, and what is here is cleaned up afterwards.
            let listener = runtime.spawn(tokio::signal::ctrl_c());
            runtime.block_on(tokio::task::yield_now());
            let result = run(&command);
            listener.abort();
            result
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

fn start(serve: Serve) -> std::io::Result<Hub> {
    let options = Options {
        port: serve.port,
        folder: serve.dir,
        seed: serve.seed,
        traced: false,
        hashes_uploads: !serve.trust_uploads,
        xet: serve.xet,
        ..Options::default()
    };
    let hub = local_hub::start(options)?;
    if let Some(time) = serve.latency_ms.map(Duration::from_millis) {
        hub.fault(Fault::new("*", "*", Effect::Delay(time)));
    }
    if let Some(rate) = serve.slow {
        hub.fault(Fault::new("GET", "/objects/*", Effect::Slow(rate)));
    }
    Ok(hub)
}

fn introduce(hub: &Hub) {
    println!("The local Hub listens at {}; Ctrl-C ends it. In another terminal:\n", hub.endpoint());
    println!("  export HF_ENDPOINT={} HF_TOKEN=hf_demo_ada_write", hub.endpoint());
    println!("  hf download ada/tiny-bert\n");
    println!("Its repositories:\n");
    for repo in hub.world().repos() {
        let private = if repo.record.is_private() { " (private)" } else { "" };
        println!("  {}/{}{private}", hub.endpoint(), repo.record.page());
    }
    let tokens = hub.world().read(|state| state.tokens.clone());
    let tokens: Vec<_> = tokens.iter().map(|token| token.value.as_str()).collect();
    println!("\nIts tokens: {}", tokens.join(", "));
}

fn run(command: &[OsString]) -> std::io::Result<ExitCode> {
    let home = TempDir::with_prefix("hf-home-")?;
    let hub = local_hub::start(Options { traced: false, ..Options::default() })?;
    let mut child = Command::new(&command[0]);
    child.args(&command[1..]);
    #[allow(clippy::disallowed_methods, reason = "the command keeps all variables but those of the Hub")]
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("HF_") || name.starts_with("HUGGINGFACE_") || name.starts_with("HUGGING_FACE_") {
            child.env_remove(&*name);
        }
    }
    child.env("HF_ENDPOINT", hub.endpoint()).env("HF_HOME", home.path()).env("HF_TOKEN", "hf_demo_ada_write");
    let status = child.status().map_err(|error| {
        std::io::Error::new(error.kind(), format!("cannot run '{}': {error}", command[0].to_string_lossy()))
    });
    stop(&hub);
    Ok(ExitCode::from(code(status?)))
}

/// Says what could not be answered. Nobody's test fails here.
fn stop(hub: &Hub) {
    for complaint in hub.take_complaints() {
        eprintln!("local Hub: {complaint}");
    }
}

/// The status a shell would give: 128 and the signal's number for a command that a signal ended.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|signal| 128 + signal);
    #[cfg(not(unix))]
    let signal = None;
    status.code().or(signal).map_or(1, |code| code as u8)
}

/// Waits for Ctrl-C or, where there is one, for SIGTERM.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt()).unwrap(), signal(SignalKind::terminate()).unwrap());
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.unwrap();
}
