//! Waiting for an endpoint to run, and what is said if it does not.

use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use crate::api::HubError;
use crate::api::endpoints::{Endpoint, EndpointId, Endpoints};
use crate::base::wait::until;
use crate::commands::wait::{NotReady, NotReadyInTime};
use crate::context::Context;
use crate::output::quantity;

/// Between two looks.
pub(super) const POLL: Duration = Duration::from_secs(5);

/// Between the first two looks at one that wakes up.
const WAKING: Duration = Duration::from_millis(500);

/// How an endpoint is waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub every: Duration,
    pub limit: Option<Duration>,
}

/// The endpoint once it runs and says that it is well.
///
/// # Errors
/// [`NotReady`] in a state that it does not leave by itself; [`NotReadyInTime`].
pub(super) async fn running(
    cx: &Context,
    endpoints: &Endpoints,
    id: &EndpointId,
    patience: Patience,
) -> Result<Endpoint> {
    let start = Instant::now();
    let status = cx.out.waiting("Waiting for the endpoint to run");
    let mut state = String::new();
    let end = patience.limit.and_then(|limit| start.checked_add(limit));
    let found = until(patience.every, end, async |_| {
        let endpoint = endpoints.endpoint(id).await?;
        if state != endpoint.state() {
            state = endpoint.state().to_owned();
            cx.out.log(&format!("Endpoint '{}' is {state}", id.full()));
        }
        status.update(&format!("{state} ({})", quantity::estimate(start.elapsed())));
        let is_done = match endpoint.url().filter(|_| endpoint.is_running()) {
            Some(url) => endpoints.is_well(url, endpoint.health_route()).await?,
            None => endpoint.is_at_rest(),
        };
        Ok::<_, HubError>(is_done.then_some(endpoint))
    });
    let found = found.await?;
    drop(status);
    let late = || NotReadyInTime { what: named(id), state, after: patience.limit.unwrap_or_default() };
    let endpoint = found.ok_or_else(late)?;
    if endpoint.is_running() { Ok(endpoint) } else { Err(not_ready(id, &endpoint).into()) }
}

/// The address of an endpoint that answers. One that sleeps is woken by a request and waited for.
///
/// # Errors
/// [`NotReady`] in a state in which it does not answer; [`NotReadyInTime`].
pub(in crate::commands) async fn awake(
    cx: &Context,
    endpoints: &Endpoints,
    id: &EndpointId,
    (endpoint, limit): (&Endpoint, Option<Duration>),
) -> Result<String> {
    let url = endpoint.address().ok_or_else(|| not_ready(id, endpoint))?;
    if endpoint.is_running() {
        return Ok(url.to_owned());
    }
    let status = cx.out.waiting("Waiting for the endpoint to wake up");
    cx.out.log(&format!("Endpoint '{}' is waking up", id.full()));
    let end = limit.and_then(|limit| Instant::now().checked_add(limit));
    let found = until(WAKING, end, async |every| {
        let is_well = endpoints.is_well(url, endpoint.health_route()).await?;
        *every = (*every * 2).min(POLL);
        Ok::<_, HubError>(is_well.then_some(()))
    });
    let found = found.await?;
    drop(status);
    let late =
        || NotReadyInTime { what: named(id), state: endpoint.state().to_owned(), after: limit.unwrap_or_default() };
    found.ok_or_else(late)?;
    Ok(url.to_owned())
}

/// Why an endpoint does not answer, and what can be done.
pub(in crate::commands) fn not_ready(id: &EndpointId, endpoint: &Endpoint) -> NotReady {
    let state = endpoint.state();
    let said = endpoint.message().map_or_else(|| state.to_owned(), |message| format!("{state} ({message})"));
    let EndpointId { namespace, name } = id;
    let hint = match state {
        "paused" => format!("start it with `hf endpoints resume {name} --namespace {namespace} --wait`"),
        "scaledToZero" => {
            format!("wake it with `hf endpoints resume {name} --namespace {namespace}`, or with a request")
        }
        "failed" | "updateFailed" => format!("change it with `hf endpoints update {name} --namespace {namespace}`"),
        _ => format!("wait for it with `hf endpoints wait {name} --namespace {namespace}`"),
    };
    NotReady { what: named(id), state: said, hint }
}

fn named(id: &EndpointId) -> String {
    format!("endpoint '{}'", id.full())
}
