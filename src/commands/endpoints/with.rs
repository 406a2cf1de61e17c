//! `hf endpoints with`.

use std::io::{stderr, stdin, stdout};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, getpgrp, kill_process};
use rustix::termios::tcgetpgrp;
use tokio::process::{Child, Command};
use tokio::signal::unix::SignalKind;
use tokio::time::timeout;

use super::duty::{self, Duty};
use super::named::named;
use super::reached::{self, Patience, not_ready};
use super::shown::how_to_pause;
use crate::api::HubError;
use crate::api::endpoints::{Endpoint, EndpointId, Endpoints};
use crate::args::endpoint::EndpointArgs;
use crate::args::timeout::WaitTimeoutArg;
use crate::auth::NotLoggedIn;
use crate::base::secret::Secret;
use crate::commands::child::{ChildEnded, command};
use crate::commands::signals::{BY_SIGNAL, Signals, unless};
use crate::context::Context;
use crate::http::shown_url;

/// For a command that was asked to end.
const LAST_WORDS: Duration = Duration::from_secs(10);
/// What asks this program to end.
const ENDS: [SignalKind; 3] = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
/// The state that a request ends.
const ASLEEP: &str = "scaledToZero";
/// To stop an endpoint, each with a look at what became of it.
const TRIES: u32 = 3;

/// Run a command while an endpoint runs, and pause the endpoint again
///
/// An endpoint that is paused or scaled to zero is resumed and waited for. COMMAND finds its address in HF_ENDPOINT_URL and
/// OPENAI_BASE_URL. However COMMAND ends, the endpoint then goes back to what it was; one that was running stays so unless
/// --pause says otherwise. The exit status is COMMAND's.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints with my-endpoint -- python batch.py
  $ hf endpoints with my-endpoint --with-token --timeout 20m -- sh -c 'curl -s \"$OPENAI_BASE_URL/models\"'")]
pub struct With {
    #[command(flatten)]
    endpoint: EndpointArgs,
    /// Command to run, and its arguments
    #[arg(required = true, trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<String>,
    /// Give COMMAND your token in OPENAI_API_KEY
    #[arg(long)]
    with_token: bool,
    /// Pause the endpoint at the end even if it was running before
    #[arg(long)]
    pause: bool,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    /// Seconds between two looks at the endpoint while it starts
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

impl With {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let mut signals = Signals::of(&ENDS)?;
        let (endpoints, id) = unless(&mut signals, named(cx, &self.endpoint)).await??;
        let turn = unless(&mut signals, duty::turn(cx)).await?;
        let found = unless(&mut signals, endpoints.endpoint(&id)).await??;
        let is_stopped = matches!(found.state(), "paused" | ASLEEP);
        if found.is_at_rest() && !is_stopped {
            return Err(not_ready(&id, &found).into());
        }
        let stops = is_stopped || self.pause;
        let duty = Duty::begin(cx, &id, stops);
        let duty = duty.inspect_err(|error| {
            cx.out.warning(&format!("cannot write down that the endpoint is to be paused: {error}"));
        });
        drop(turn);
        let outcome = self.with_running(cx, (&endpoints, &id), is_stopped, &mut signals).await;
        let ended = end(cx, (&endpoints, &id), (duty.ok(), stops), found.state());
        match unless(&mut signals, ended).await.map_err(Into::into).flatten() {
            Ok(()) => outcome,
            Err(error) => {
                warn_that_it_runs(cx, &id);
                outcome.and(Err(error))
            }
        }
    }

    async fn with_running(
        &self,
        cx: &Context,
        (endpoints, id): (&Endpoints, &EndpointId),
        is_stopped: bool,
        signals: &mut Signals,
    ) -> Result<()> {
        if is_stopped {
            // Not cut short: a request that is under way could arrive after the one that pauses.
            endpoints.resume(id).await?;
        }
        let patience = Patience { every: Duration::from_secs(self.every), limit: self.timeout.limit() };
        let endpoint = unless(signals, reached::running(cx, endpoints, id, patience)).await??;
        let mut command = self.command(endpoint.url().unwrap_or_default());
        if self.with_token {
            let token = unless(signals, self.token(cx, endpoints, &endpoint)).await??;
            command.env("OPENAI_API_KEY", token.expose());
        }
        let child = command.spawn().with_context(|| format!("cannot run '{}'", self.command[0]))?;
        match code(watch(signals, child).await?) {
            0 => Ok(()),
            code => Err(ChildEnded(code).into()),
        }
    }

    fn command(&self, url: &str) -> Command {
        let mut command = command(&self.command);
        let url = url.trim_end_matches('/');
        command.env("HF_ENDPOINT_URL", url).env("OPENAI_BASE_URL", format!("{url}/v1"));
        command
    }

    async fn token(&self, cx: &Context, endpoints: &Endpoints, endpoint: &Endpoint) -> Result<Secret> {
        let url = endpoint.url().unwrap_or_default();
        if !endpoints.is_own(url) {
            bail!("'{}' is not an address of Inference Endpoints: your token is not given to it", shown_url(url));
        }
        match self.endpoint.token.given() {
            Some(token) => Ok(token),
            None => Ok(cx.signed_in().await?.ok_or(NotLoggedIn)?.into_token()),
        }
    }
}

/// What is done once COMMAND has ended, or was never started.
async fn end(
    cx: &Context,
    (endpoints, id): (&Endpoints, &EndpointId),
    (duty, stops): (Option<Duty>, bool),
    before: &str,
) -> Result<()> {
    let _turn = duty::turn(cx).await;
    if let Some(duty) = &duty
        && duty.is_shared()
    {
        // The record stays, so that whoever uses the endpoint last stops it.
        cx.out.log(&format!("Endpoint '{}' stays running: another `hf endpoints with` uses it", id.full()));
        return Ok(());
    }
    if stops || duty.as_ref().is_some_and(Duty::stops) {
        stop(endpoints, id, before).await?;
        let state = if before == ASLEEP { "scaled to zero" } else { "paused" };
        cx.out.log(&format!("Endpoint '{}' is {state} again", id.full()));
    }
    drop(duty);
    duty::forget(cx, id);
    Ok(())
}

/// Stops an endpoint, however often the service has to be told.
async fn stop(endpoints: &Endpoints, id: &EndpointId, before: &str) -> Result<(), HubError> {
    let mut tries = TRIES;
    loop {
        let told = if before == ASLEEP { endpoints.scale_to_zero(id).await } else { endpoints.pause(id).await };
        let Err(error) = told else { return Ok(()) };
        tries -= 1;
        match endpoints.endpoint(id).await {
            // Somebody else was faster, or an answer was lost.
            Ok(endpoint) if endpoint.is_at_rest() => return Ok(()),
            _ if tries == 0 => return Err(error),
            _ => {}
        }
    }
}

fn warn_that_it_runs(cx: &Context, id: &EndpointId) {
    cx.out.warning(&format!("endpoint '{}' could not be paused and may still be running", id.full()));
    cx.out.hint(&how_to_pause(id));
}

/// As shells count.
fn code(status: ExitStatus) -> u8 {
    let code = status.code().or_else(|| Some(BY_SIGNAL + status.signal()?));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// Waits for the end of a command, which gets the signals that this program gets.
async fn watch(signals: &mut Signals, mut child: Child) -> Result<ExitStatus> {
    loop {
        let told = tokio::select! {
            status = child.wait() => return Ok(status?),
            told = signals.next() => told,
        };
        let is_interrupt = told == SignalKind::interrupt();
        // A terminal tells the whole group of a Ctrl-C.
        if !is_interrupt || !is_in_foreground() {
            tell(&child, told);
        }
        if !is_interrupt {
            return match timeout(LAST_WORDS, child.wait()).await {
                Ok(status) => Ok(status?),
                Err(_) => {
                    child.kill().await?;
                    Ok(child.wait().await?)
                }
            };
        }
    }
}

/// Whether Ctrl-C at the terminal reaches this process and what it started.
fn is_in_foreground() -> bool {
    let foreground = tcgetpgrp(stdin()).or_else(|_| tcgetpgrp(stdout())).or_else(|_| tcgetpgrp(stderr()));
    foreground.is_ok_and(|group| group == getpgrp())
}

fn tell(child: &Child, kind: SignalKind) {
    let id = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    if let (Some(id), Some(signal)) = (id, Signal::from_named_raw(kind.as_raw_value())) {
        // It may have ended by now.
        kill_process(id, signal).unwrap_or_default();
    }
}
