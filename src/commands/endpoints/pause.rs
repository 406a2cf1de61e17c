//! `hf endpoints pause`.

use anyhow::Result;

use super::named::named;
use super::{duty, shown};
use crate::args::endpoint::EndpointArgs;
use crate::context::Context;

/// Pause an endpoint
///
/// A paused endpoint costs nothing and answers no request until it is resumed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf endpoints pause my-endpoint")]
pub struct Pause {
    #[command(flatten)]
    endpoint: EndpointArgs,
}

impl Pause {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (endpoints, id) = named(cx, &self.endpoint).await?;
        let endpoint = endpoints.pause(&id).await?;
        duty::forget(cx, &id);
        shown::print(cx, &endpoint)
    }
}
