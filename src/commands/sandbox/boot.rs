//! Starting the job of a sandbox, or of a host of several, and waiting for its server. A job whose server does not come is
//! cancelled: nobody would know of it.

use std::time::Duration;

use anyhow::{Error, Result, bail};
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::bootstrap;
use super::host::{User, url_of, url_of_host};
use super::marks::{DEDICATED, MODE, NONCE, POOL, PORT, SANDBOX, SHARED};
use super::starting::Starter;
use crate::api::follow::{Part, Until};
use crate::api::jobs::{Exposed, Job, NewJob};
use crate::api::sandbox::SandboxServer;
use crate::api::{Hub, HubError};
use crate::args::labels::NAME;
use crate::base::fs::random_suffix;
use crate::base::wait::until;
use crate::commands::hardware::explained_job;
use crate::commands::jobs::name;
use crate::context::Context;
use crate::ids::job::{Image, JobId};
use crate::ids::volume::Volume;

/// A sandbox is stopped after a day, used or not.
const LONGEST: i64 = 86_400;
/// A server that has not answered by then will not come.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two questions to the server, and between two looks at its job.
const PROBE: Duration = Duration::from_millis(150);
const LOOK: Duration = Duration::from_secs(2);
/// Older servers speak another language.
const PROTOCOL: i64 = 3;
/// Lines of the log of a job that failed.
const LAST_LINES: i64 = 20;

/// What to start.
#[derive(Default)]
pub(super) struct Boot<'a> {
    pub image: &'a str,
    pub flavor: &'a str,
    /// Seconds without use after which it ends.
    pub idle: u64,
    pub env: Map<String, Value>,
    pub secrets: Map<String, Value>,
    pub labels: Map<String, Value>,
    pub volumes: Vec<Volume>,
    pub forwards_token: bool,
    /// `None` for a sandbox of its own.
    pub pool: Option<PoolShape<'a>>,
}

/// A pool, as each of its hosts knows it.
#[derive(Clone, Copy)]
pub(super) struct PoolShape<'a> {
    pub id: &'a str,
    /// Sandboxes on each host.
    pub capacity: u64,
    pub max_hosts: Option<u64>,
}

/// A server that answers, and its job.
pub(super) struct Ready {
    pub job: Job,
    pub server: SandboxServer,
}

/// Starts the job and waits for its server.
pub(super) async fn boot(
    cx: &Context,
    Starter { hub, user, starting }: Starter<'_>,
    namespace: &str,
    boot: Boot<'_>,
) -> Result<Ready> {
    let (is_host, nonce) = (boot.pool.is_some(), (0..4).map(|_| random_suffix()).collect::<String>());
    let new = new_job(hub, user, &nonce, boot);
    starting.begin(namespace, &nonce);
    let outcome = hub.start_job(namespace, &new).await;
    if outcome.as_ref().is_err_and(HubError::is_outage) {
        // It may have been started though its answer was lost.
        starting.cancel(cx, hub).await;
    }
    let job = explained_job(hub, outcome, &new.flavor).await?;
    let id = job.full_id();
    cx.out.log(&format!("Starting job {id}"));
    let status = cx.out.waiting("Waiting for the sandbox to start");
    let ready = ready(cx, (hub, user), &job, is_host).await;
    drop(status);
    let ready = match ready {
        Ok(server) => Ok(Ready { job, server }),
        Err(error) => Err(canceled(cx, hub, &id, error).await),
    };
    starting.end();
    ready
}

/// Cancels the job of a sandbox that failed.
pub(super) async fn canceled(cx: &Context, hub: &Hub, id: &JobId, error: Error) -> Error {
    if let Err(refused) = hub.cancel_job(id).await {
        cx.out.warning(&format!("job {id} could not be canceled: {refused}. Cancel it with `hf jobs cancel {id}`"));
    }
    error
}

fn new_job(hub: &Hub, user: &User<'_>, nonce: &str, boot: Boot<'_>) -> NewJob {
    let (mut environment, mut secrets, mut labels, mut volumes) = (boot.env, boot.secrets, boot.labels, boot.volumes);
    environment.extend(bootstrap::variables(hub.endpoint(), boot.idle));
    let put = |map: &mut Map<String, Value>, key: &str, value: &str| map.insert(key.to_owned(), value.into());
    if let Some(pool) = &boot.pool {
        put(&mut environment, "SBX_HOST_MODE", "1");
        put(&mut environment, "SBX_CAPACITY", &pool.capacity.to_string());
        if let Some(most) = pool.max_hosts {
            put(&mut environment, "SBX_MAX_HOSTS", &most.to_string());
        }
    }
    if let Some(token) = super::marks::server_token(&user.token, nonce) {
        put(&mut secrets, "SBX_TOKEN", token.expose());
    }
    if boot.forwards_token {
        put(&mut secrets, "HF_TOKEN", user.token.expose());
    }
    put(&mut labels, SANDBOX, "1");
    put(&mut labels, MODE, if boot.pool.is_some() { SHARED } else { DEDICATED });
    if let Some(pool) = &boot.pool {
        put(&mut labels, POOL, pool.id);
    }
    put(&mut labels, NONCE, nonce);
    let command = bootstrap::command();
    if !labels.contains_key(NAME) {
        put(&mut labels, NAME, &name::of_image(boot.image, &command));
    }
    volumes.push(bootstrap::volume());
    let (space_id, docker_image) = match Image::read(boot.image) {
        Image::Space(id) => (Some(id), None),
        Image::Docker(image) => (None, Some(image)),
    };
    NewJob {
        command,
        environment,
        secrets,
        flavor: boot.flavor.to_owned(),
        timeout_seconds: Some(LONGEST),
        labels,
        volumes,
        expose: Some(Exposed::new(&[PORT], &[])),
        space_id,
        docker_image,
        ..NewJob::default()
    }
}

/// Waits for the server of a job.
///
/// # Errors
/// The job ended, or its server does not come.
pub(super) async fn ready(
    cx: &Context,
    (hub, user): (&Hub, &User<'_>),
    job: &Job,
    is_host: bool,
) -> Result<SandboxServer> {
    let id = job.full_id();
    let url = match is_host && hub.endpoint().starts_with("https://") {
        true => url_of_host(job).map_err(|why| anyhow::anyhow!("job {id} cannot be used as a host: {why}"))?,
        false => url_of(hub, job)?,
    };
    let server = user.server(cx, job, url)?;
    let (start, mut looked) = (Instant::now(), Instant::now());
    let answered = until(PROBE, Some(start + PATIENCE), async |_| {
        if let Some(protocol) = server.protocol().await {
            return Ok(Some(protocol));
        }
        if looked.elapsed() >= LOOK {
            looked = Instant::now();
            if let Some(job) = hub.job(&id).await.ok().filter(Job::is_over) {
                return Err(failed(cx, hub, &job).await);
            }
        }
        Ok(None)
    });
    match answered.await? {
        Some(PROTOCOL..) => Ok(server),
        Some(older) => bail!("job {id} runs a sandbox server that is too old: protocol {older}, expected {PROTOCOL}"),
        None => bail!("job {id} did not become ready within {}s", PATIENCE.as_secs()),
    }
}

/// Why a job ended before its server answered, with its own last words.
async fn failed(cx: &Context, hub: &Hub, job: &Job) -> Error {
    let id = job.full_id();
    let mut log = hub.job_log(&id, Part { tail: Some(LAST_LINES), until: Until::Now }, async || Ok(true));
    while let Ok(Some(line)) = log.next().await {
        cx.out.log(&format!("  {}", line.text));
    }
    let message = job.status.message.as_deref().map(|message| format!(" ({message})")).unwrap_or_default();
    anyhow::anyhow!("job {id} ended before its sandbox was ready: {}{message}", job.status.stage)
}
