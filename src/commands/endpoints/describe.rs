//! `hf endpoints describe`.

use anyhow::Result;

use super::named::named;
use super::shown;
use crate::args::endpoint::EndpointArgs;
use crate::context::Context;

/// Show the state, address and hardware of an endpoint
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
        shown::print(cx, &endpoints.endpoint(&id).await?)
    }
}
