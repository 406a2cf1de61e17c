//! Finding a place for a sandbox on the hosts of a pool, and starting another host where all are full. A pool is nothing
//! but a label of its hosts: they are found by it, and what they are like is in their jobs.

use anyhow::{Result, bail};
use serde_json::{Map, Value};

use super::boot::{Boot, PoolShape, boot, canceled, ready};
use super::host::url_of_host;
use super::marks::{MODE, POOL, SHARED};
use super::starting::Starter;
use crate::api::jobs::Job;
use crate::api::sandbox::SandboxServer;
use crate::args::namespace::NamespaceArg;
use crate::args::sandbox::IDLE;
use crate::context::Context;
use crate::http::query::Query;

/// Sandboxes of a host that does not say how many it takes.
pub(super) const CAPACITY: u64 = 50;

/// The hosts of all pools, or of one, in these stages.
pub(super) fn hosts_query(pool: Option<&str>, stages: &[&str]) -> Query {
    let query = Query::new().each("stage", stages).set("label", format!("{MODE}={SHARED}"));
    query.each("label", pool.map(|pool| format!("{POOL}={pool}")))
}

/// Makes a sandbox on a host of the pool. Returns the host and the sandbox's own ID on it.
pub(super) async fn place(
    cx: &Context,
    starter: Starter<'_>,
    namespace: &NamespaceArg,
    (pool, env, idle): (&str, &Map<String, Value>, Option<u64>),
) -> Result<(Job, String)> {
    let Starter { hub, user, .. } = starter;
    let me = hub.whoami().await?;
    let namespace = cx.namespace(hub, namespace).await?;
    let hosts = hub.jobs(&namespace, &hosts_query(Some(pool), &["RUNNING"])).all().await?;
    let mut refused = Vec::new();
    let mut usable: Vec<(Job, String)> = Vec::new();
    for host in hosts {
        match is_mine(&host, me.id()).and_then(|()| url_of_host(&host).map(str::to_owned)) {
            Ok(url) => usable.push((host, url)),
            Err(why) => refused.push(format!("{}: {why}", host.id)),
        }
    }
    for (host, url) in &usable {
        if let Some(local) = on(&user.server(cx, host, url)?, host, (env, idle)).await? {
            return Ok((host.clone(), local));
        }
    }
    let Some((like, _)) = usable.first() else {
        if refused.is_empty() {
            bail!("pool '{pool}' has no running host: create a new pool with `hf sandbox pool create`");
        }
        bail!("no host of pool '{pool}' can be used: {}", refused.join("; "));
    };
    // Another run may have started a host a moment ago.
    let starting = hub.jobs(&namespace, &hosts_query(Some(pool), &["SCHEDULING"])).all().await?;
    let coming = starting.iter().find(|host| is_mine(host, me.id()).is_ok() && url_of_host(host).is_ok());
    if let Some(host) = coming
        && let Some(local) = on_coming(cx, starter, host, (env, idle)).await?
    {
        return Ok((host.clone(), local));
    }
    grow(cx, starter, (pool, like, (usable.len() + starting.len()) as u64), (env, idle)).await
}

/// Makes a sandbox on a host, unless that is full. Returns its ID there.
async fn on(
    server: &SandboxServer,
    host: &Job,
    (env, idle): (&Map<String, Value>, Option<u64>),
) -> Result<Option<String>> {
    let full = number(host, "SBX_CAPACITY").unwrap_or(CAPACITY);
    if server.sandboxes().await?.len() as u64 >= full {
        return Ok(None);
    }
    let idle = idle.or_else(|| number(host, "SBX_IDLE_TIMEOUT")).unwrap_or(IDLE);
    Ok(server.place(env, idle).await?.sandboxes.into_iter().next().map(|placed| placed.id))
}

/// The same on a host that is being started, once its server answers. `None` if it never does.
async fn on_coming(
    cx: &Context,
    Starter { hub, user, .. }: Starter<'_>,
    host: &Job,
    wish: (&Map<String, Value>, Option<u64>),
) -> Result<Option<String>> {
    let status = cx.out.waiting("Waiting for another machine of the pool to start");
    let ready = ready(cx, (hub, user), host, true).await;
    drop(status);
    match ready {
        Ok(server) => on(&server, host, wish).await,
        Err(error) => {
            cx.out.warning(&format!("{error}"));
            Ok(None)
        }
    }
}

/// Starts another host like this one, and makes the sandbox there.
async fn grow(
    cx: &Context,
    starter: Starter<'_>,
    (pool, like, hosts): (&str, &Job, u64),
    (env, idle): (&Map<String, Value>, Option<u64>),
) -> Result<(Job, String)> {
    let max_hosts = number(like, "SBX_MAX_HOSTS");
    if max_hosts.is_some_and(|most| hosts >= most) {
        bail!("pool '{pool}' is full: it may have {hosts} hosts at most");
    }
    let host_idle = number(like, "SBX_IDLE_TIMEOUT").unwrap_or(IDLE);
    let what = Boot {
        image: like.docker_image.as_deref().or(like.space_id.as_deref()).unwrap_or_default(),
        flavor: like.flavor.as_deref().unwrap_or_default(),
        idle: host_idle,
        pool: Some(PoolShape { id: pool, capacity: number(like, "SBX_CAPACITY").unwrap_or(CAPACITY), max_hosts }),
        ..Boot::default()
    };
    let ready = boot(cx, starter, &like.owner.name, what).await?;
    let placed = match ready.server.place(env, idle.unwrap_or(host_idle)).await {
        Ok(placing) => placing.sandboxes.into_iter().next(),
        Err(error) => return Err(canceled(cx, starter.hub, &ready.job.full_id(), error.into()).await),
    };
    match placed {
        Some(placed) => Ok((ready.job, placed.id)),
        None => bail!("host {} took no sandbox", ready.job.full_id()),
    }
}

/// Whether this account started it.
fn is_mine(host: &Job, me: Option<&str>) -> Result<(), &'static str> {
    let initiator = host.initiator.as_ref().and_then(|initiator| initiator.id.as_deref());
    if initiator.is_some() && initiator == me { Ok(()) } else { Err("somebody else started it") }
}

/// A number among the variables of a host.
pub(super) fn number(host: &Job, name: &str) -> Option<u64> {
    host.environment.as_ref()?.get(name)?.as_str()?.parse().ok()
}
