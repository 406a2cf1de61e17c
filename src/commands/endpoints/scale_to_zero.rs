//! `hf endpoints scale-to-zero`.

use anyhow::Result;

use super::named::named;
use super::{duty, shown};
use crate::args::endpoint::EndpointArgs;
use crate::context::Context;

/// Scale an endpoint to zero replicas
///
/// It costs nothing until the next request wakes it, which takes a while.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf endpoints scale-to-zero my-endpoint")]
pub struct ScaleToZero {
    #[command(flatten)]
    endpoint: EndpointArgs,
}

impl ScaleToZero {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (endpoints, id) = named(cx, &self.endpoint).await?;
        let endpoint = endpoints.scale_to_zero(&id).await?;
        duty::forget(cx, &id);
        shown::print(cx, &endpoint)
    }
}
