//! `hf endpoints wait`.

use std::time::Duration;

use anyhow::Result;
use serde::Serialize;

use super::named::named;
use super::reached::{self, Patience};
use crate::args::endpoint::EndpointArgs;
use crate::args::timeout::WaitTimeoutArg;
use crate::context::Context;

/// Wait until an endpoint runs and answers, and print its address
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints wait my-endpoint
  $ hf endpoints wait my-endpoint --timeout 20m --quiet")]
pub struct Wait {
    #[command(flatten)]
    endpoint: EndpointArgs,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    /// Seconds between two looks at it
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
}

#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    name: &'a str,
    state: &'a str,
}

impl Wait {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (endpoints, id) = named(cx, &self.endpoint).await?;
        let patience = Patience { every: Duration::from_secs(self.every), limit: self.timeout.limit() };
        let endpoint = reached::running(cx, &endpoints, &id, patience).await?;
        let ready = Ready { url: endpoint.url().unwrap_or_default(), name: &id.name, state: endpoint.state() };
        Ok(cx.out.done("Endpoint runs", &ready)?)
    }
}
