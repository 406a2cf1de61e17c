//! `hf endpoints resume`.

use anyhow::Result;

use super::named::named;
use super::shown;
use crate::args::endpoint::{EndpointArgs, WaitArgs};
use crate::context::Context;

/// Resume an endpoint that is paused or scaled to zero
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints resume my-endpoint
  $ hf endpoints resume my-endpoint --wait --timeout 20m")]
pub struct Resume {
    #[command(flatten)]
    endpoint: EndpointArgs,
    /// Fail if it runs already
    #[arg(long)]
    fail_if_already_running: bool,
    #[command(flatten)]
    wait: WaitArgs,
}

impl Resume {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (endpoints, id) = named(cx, &self.endpoint).await?;
        let resumed = match self.fail_if_already_running {
            true => Some(endpoints.resume_stopped(&id).await?),
            false => endpoints.resume(&id).await?,
        };
        let endpoint = match resumed {
            Some(endpoint) => endpoint,
            None => endpoints.endpoint(&id).await?,
        };
        shown::print_or_wait(cx, &endpoints, &id, (endpoint, self.wait)).await
    }
}
