//! `hf endpoints delete`.

use anyhow::Result;
use serde::Serialize;

use super::duty;
use crate::api::endpoints::EndpointId;
use crate::api::error::RefusalKind;
use crate::args::deletion::DeletionArgs;
use crate::args::namespace::NamespaceArg;
use crate::context::Context;

/// Delete an endpoint permanently
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints delete my-endpoint
  $ hf endpoints delete my-endpoint --yes")]
pub struct Delete {
    /// Name of the endpoint
    name: String,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    deletion: DeletionArgs,
}

#[derive(Serialize)]
struct Deleted<'a> {
    name: &'a str,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let Self { name, namespace, deletion } = &self;
        deletion.yes.confirm(&cx.out, &format!("Delete endpoint '{name}' for good?"))?;
        let namespace = cx.namespace(&cx.hub(&deletion.token)?, namespace).await?;
        let id = EndpointId { namespace, name: name.clone() };
        let outcome = cx.endpoints(&deletion.token)?.delete_endpoint(&id).await;
        let was_there = deletion.missing_ok.deleted(RefusalKind::NotFound, outcome)?;
        duty::forget(cx, &id);
        if !was_there {
            return Ok(cx.out.unchanged("Nothing to do: there is no such endpoint", &Deleted { name })?);
        }
        Ok(cx.out.done("Endpoint deleted", &Deleted { name })?)
    }
}
