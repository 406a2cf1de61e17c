//! The local Hub as a program: `cargo hub` serves until Ctrl-C, `cargo hub run -- COMMAND` serves one command.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, unreachable_pub)]

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

#[path = "mod.rs"]
mod local_hub;

use local_hub::faults::{Effect, Fault};
use local_hub::run::{OF_CARGO_RUN, Place, stop, without};
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
    /// Entries on a page of a list
    #[arg(long, value_name = "N", default_value_t = Options::default().page_size)]
    page_size: usize,
    /// Do not hash what is uploaded in parts, as object storage does not
    #[arg(long)]
    trust_uploads: bool,
    /// Keep large files in Xet storage too
    #[arg(long)]
    xet: bool,
}

#[derive(Subcommand)]
enum Action {
    /// Run one command against a demo Hub of its own, with the `hf` of these sources on the PATH, and return its status
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
            stop(hub);
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
        page_size: serve.page_size,
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

/// Builds `hf`, unless it is up to date, and runs the command with it.
fn run(command: &[OsString]) -> std::io::Result<ExitCode> {
    // TARGET/PROFILE/examples/local-hub
    let own = std::env::current_exe()?;
    let built = own.ancestors().nth(2).unwrap();
    let profile = built.file_name().filter(|name| *name != "debug").unwrap_or("dev".as_ref());
    let mut cargo = Command::new("cargo");
    // With this program in the same build, the dependencies are not built once more with fewer features.
    cargo.args(["build", "--bins", "--example", "local-hub"]).arg("--profile").arg(profile);
    cargo.args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")]);
    without(&mut cargo, &OF_CARGO_RUN);
    if !cargo.status()?.success() {
        return Ok(ExitCode::FAILURE);
    }
    let homes = built.with_file_name("hub-run");
    local_hub::run::run(command, &Place { homes: &homes, programs: built }).map(ExitCode::from)
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
