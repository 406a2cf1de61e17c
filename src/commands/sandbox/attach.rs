//! From the ID of a sandbox to its server.

use anyhow::{Result, bail};

use super::host::{User, url_of, url_of_host};
use super::marks::{is_host, is_sandbox};
use crate::api::Hub;
use crate::api::jobs::Job;
use crate::api::sandbox::SandboxServer;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::sandbox::SandboxRef;

/// The server of a running sandbox.
pub(super) async fn attach(cx: &Context, typed: &SandboxRef, token: &TokenArg) -> Result<SandboxServer> {
    Ok(attached(cx, typed, token).await?.0)
}

/// The server of a running sandbox, and the job that it is in.
pub(super) async fn attached(cx: &Context, typed: &SandboxRef, token: &TokenArg) -> Result<(SandboxServer, Job)> {
    let hub = cx.hub(token)?.for_changes();
    let id = cx.job(&hub, typed.job.clone()).await?;
    let job = hub.job(&id).await?;
    let user = User::new(cx, &hub, token).await?;
    let server = match &typed.local {
        Some(local) => shared(cx, &user, &job, local).await?,
        None => dedicated(cx, (&hub, &user), &job)?,
    };
    Ok((server, job))
}

fn dedicated(cx: &Context, (hub, user): (&Hub, &User<'_>), job: &Job) -> Result<SandboxServer> {
    let id = job.full_id();
    if !is_sandbox(job) {
        bail!("job {id} is not a sandbox");
    }
    if is_host(job) {
        bail!("job {id} hosts several sandboxes: name one of them as {id}.NAME");
    }
    check_running(job)?;
    user.server(cx, job, url_of(hub, job)?)
}

/// One of the sandboxes of a host, which its own token opens, and no other.
pub(super) async fn shared(cx: &Context, user: &User<'_>, job: &Job, local: &str) -> Result<SandboxServer> {
    let id = job.full_id();
    if !is_sandbox(job) || !is_host(job) {
        bail!("job {id} hosts no sandboxes");
    }
    check_running(job)?;
    let url = url_of_host(job).map_err(|why| anyhow::anyhow!("job {id} cannot be used as a host: {why}"))?;
    let host = user.server(cx, job, url)?;
    if !host.sandboxes().await?.iter().any(|known| known == local) {
        bail!("sandbox {id}.{local} does not exist any more");
    }
    match host.token_of(local).await? {
        Some(token) => Ok(host.sandbox(local, token)),
        None => bail!("host {id} gave no token for its sandbox: end it with `hf sandbox kill {id}` and create another"),
    }
}

fn check_running(job: &Job) -> Result<()> {
    let stage = &job.status.stage;
    if stage == "RUNNING" { Ok(()) } else { bail!("sandbox {} is not running: {stage}", job.full_id()) }
}
