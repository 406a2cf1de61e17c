//! `hf endpoints describe`.

use anyhow::Result;

use super::named::named;
use super::shown;
use crate::args::endpoint::EndpointArgs;
use crate::context::Context;

/// Show the state, address and hardware of an endpoint
///
/// At a terminal in a few lines, with its price; elsewhere, and with --json, as the service describes it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints describe my-endpoint
  $ hf endpoints describe my-endpoint --json | jq -r .status.url")]
pub struct Describe {
    #[command(flatten)]
    endpoint: EndpointArgs,
}

impl Describe {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (endpoints, id) = named(cx, &self.endpoint).await?;
        let endpoint = endpoints.endpoint(&id).await?;
        shown::print_with_price(cx, &endpoints, &id, &endpoint).await
    }
}
