//! What is printed of one endpoint: what the service says of it, as it says it.

use anyhow::Result;

use super::reached::{self, POLL, Patience};
use crate::api::endpoints::{Endpoint, EndpointId, Endpoints};
use crate::args::endpoint::WaitArgs;
use crate::context::Context;

/// Prints an endpoint.
pub(super) fn print(cx: &Context, endpoint: &Endpoint) -> Result<()> {
    cx.out.object(endpoint)?;
    if matches!(endpoint.state(), "failed" | "updateFailed")
        && let Some(message) = endpoint.message()
    {
        cx.out.warning(&format!("the endpoint is {}: {message}", endpoint.state()));
    }
    Ok(())
}

/// Prints an endpoint that was set going, once it runs if that is wanted.
pub(super) async fn print_or_wait(
    cx: &Context,
    endpoints: &Endpoints,
    id: &EndpointId,
    (endpoint, wait): (Endpoint, WaitArgs),
) -> Result<()> {
    if !wait.wait {
        print(cx, &endpoint)?;
        cx.out.hint(&format!("see how it is with `hf endpoints describe {}`", id.name));
        return Ok(());
    }
    cx.left_behind.set(format!("endpoint '{}' may be starting", id.full()), [how_to_pause(id)]);
    let endpoint = reached::running(cx, endpoints, id, Patience { every: POLL, limit: wait.timeout.limit() }).await?;
    cx.left_behind.clear();
    print(cx, &endpoint)
}

/// What can be done about an endpoint that runs and costs.
pub(super) fn how_to_pause(EndpointId { namespace, name }: &EndpointId) -> String {
    format!("pause it with `hf endpoints pause {name} --namespace {namespace}`")
}
