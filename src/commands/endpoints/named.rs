//! The endpoint that the words of a verb mean.

use anyhow::Result;

use crate::api::endpoints::{EndpointId, Endpoints};
use crate::args::endpoint::EndpointArgs;
use crate::context::Context;

/// The service and the endpoint. The Hub is asked for the namespace unless it was typed.
pub(super) async fn named(cx: &Context, typed: &EndpointArgs) -> Result<(Endpoints, EndpointId)> {
    let namespace = cx.namespace(&cx.hub(&typed.token)?, &typed.namespace).await?;
    Ok((cx.endpoints(&typed.token)?, EndpointId { namespace, name: typed.name.clone() }))
}
