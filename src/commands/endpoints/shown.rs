//! Prints one endpoint: as the service describes it for programs and pipes, in a few lines for people at a terminal.

use anyhow::Result;

use super::machine::Machine;
use super::reached::{self, POLL, Patience};
use super::view;
use crate::api::endpoints::{Endpoint, EndpointId, Endpoints};
use crate::args::endpoint::WaitArgs;
use crate::context::Context;
use crate::output::{Format, Look};

/// Prints an endpoint.
pub(super) fn print(cx: &Context, endpoint: &Endpoint) -> Result<()> {
    print_priced(cx, endpoint, None)
}

/// Prints an endpoint; at a terminal with its price, which the service is asked for.
pub(super) async fn print_with_price(
    cx: &Context,
    endpoints: &Endpoints,
    id: &EndpointId,
    endpoint: &Endpoint,
) -> Result<()> {
    let price = match is_at_terminal(cx) {
        true => Machine::of(endpoint).price(endpoints, &id.namespace).await,
        false => None,
    };
    print_priced(cx, endpoint, price)
}

fn print_priced(cx: &Context, endpoint: &Endpoint, price: Option<f64>) -> Result<()> {
    if is_at_terminal(cx) {
        cx.out.styled_line(Look::Bold, &format!("{}: {}", endpoint.name(), endpoint.state()))?;
        for (name, fact) in view::facts(endpoint, price) {
            cx.out.line(&format!("  {name}: {fact}"))?;
        }
    } else {
        cx.out.object(endpoint)?;
    }
    warn_of_failure(cx, endpoint);
    Ok(())
}

/// Whether people read it. Scripts may read the JSON of the human format from a pipe.
fn is_at_terminal(cx: &Context) -> bool {
    cx.out.format() == Format::Human && cx.out.settings().terminals.stdout && !cx.out.is_shaped()
}

/// Reports why an endpoint has failed, if it has.
pub(super) fn warn_of_failure(cx: &Context, endpoint: &Endpoint) {
    if matches!(endpoint.state(), "failed" | "updateFailed")
        && let Some(message) = endpoint.message()
    {
        cx.out.warning(&format!("endpoint '{}' is {}: {message}", endpoint.name(), endpoint.state()));
    }
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
    print_with_price(cx, endpoints, id, &endpoint).await
}

/// What can be done about an endpoint that runs and costs.
pub(super) fn how_to_pause(EndpointId { namespace, name }: &EndpointId) -> String {
    format!("pause it with `hf endpoints pause {name} --namespace {namespace}`")
}
