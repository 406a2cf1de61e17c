//! `hf sandbox exec`.

use std::convert::Infallible;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::sleep;

use super::attach::attached;
use super::place::number;
use super::remote_command::CommandArgs;
use crate::api::sandbox::{Event, Events, SandboxServer};
use crate::args::sandbox::{IDLE, SandboxArgs};
use crate::args::token::TokenArg;
use crate::commands::child::ChildEnded;
use crate::context::Context;

/// The status of a command that was stopped at its limit, as `timeout` has it.
const TIMED_OUT: u8 = 124;
/// In a sandbox that shares its host, which does not say how long that one may be idle: in seconds.
const IDLE_ON_A_HOST: u64 = 60;

/// Run a command in a sandbox, with its output and its status
///
/// The words are a program and its arguments: use `sh -c` for a line of shell.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf sandbox exec 6874f0c0 -- python -c 'print(1)'\n  \
                        $ hf sandbox exec 6874f0c0 -w /work -e DEBUG=1 -- sh -c 'make && ./run'\n  \
                        $ hf sandbox exec --timeout 30 6874f0c0 -- pytest -q")]
pub struct Exec {
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    command: CommandArgs,
    /// Stop the command after this many seconds
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    timeout: Option<f64>,
    #[command(flatten)]
    token: TokenArg,
}

impl Exec {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let sandbox = self.sandbox.resolve()?;
        let command = self.command.resolve(cx, &self.token, self.timeout).await?;
        let (server, job) = attached(cx, &sandbox, &self.token).await?;
        let idle = number(&job, "SBX_IDLE_TIMEOUT").unwrap_or(IDLE);
        let idle = if sandbox.local.is_some() { idle.min(IDLE_ON_A_HOST) } else { idle };
        let end = tokio::select! {
            end = async { follow(cx, server.exec(&command).await?).await } => end?,
            never = keep_in_use(&server, idle) => match never {},
        };
        match end {
            Some((code, timed_out)) => ended(cx, code, timed_out, self.timeout),
            None => {
                bail!("the connection to sandbox {sandbox} was lost while the command ran: it may still be running")
            }
        }
    }
}

/// Prints what a command writes. Returns its status and whether it was stopped; `None` if its end was not told.
async fn follow(cx: &Context, mut events: Events) -> Result<Option<(Option<i32>, bool)>> {
    while let Some(event) = events.next().await? {
        match event {
            Event::Out(text) => cx.out.foreign(&text)?,
            Event::Err(text) => cx.out.foreign_error(&text),
            Event::Exit { code, timed_out } => return Ok(Some((code, timed_out))),
        }
    }
    Ok(None)
}

/// A command that runs does not count as use: without a request now and then, its sandbox ends below it.
async fn keep_in_use(server: &SandboxServer, idle: u64) -> Infallible {
    let every = Duration::from_secs(idle.max(1)) / 3;
    loop {
        sleep(every).await;
        server.touch().await;
    }
}

fn ended(cx: &Context, code: Option<i32>, timed_out: bool, limit: Option<f64>) -> Result<()> {
    if timed_out {
        cx.out.error(&match limit {
            Some(limit) => format!("the command was stopped after {limit}s"),
            None => "the command was stopped at its limit".to_owned(),
        });
    }
    let without = if timed_out { TIMED_OUT } else { 1 };
    match code.map(|code| u8::try_from(code & 0xff).unwrap_or(1)) {
        Some(0) if !timed_out => Ok(()),
        Some(code) => Err(ChildEnded(code).into()),
        None => Err(ChildEnded(without).into()),
    }
}
