//! `hf endpoints list`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::api::HubError;
use crate::api::endpoints::Endpoint;
use crate::api::error::RefusalKind;
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// The namespace that means all of the account.
const ALL: &str = "*";

/// List Inference Endpoints and their states
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf endpoints list
  $ hf endpoints list --namespace my-org
  $ hf endpoints list --namespace '*' --json")]
pub struct List {
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

/// A field that the service leaves out is empty; one that it says is null stays so.
#[derive(Serialize)]
struct Row {
    name: Value,
    model: Value,
    status: Value,
    task: Value,
    framework: Value,
    instance: Value,
    vendor: Value,
    region: Value,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, endpoints) = (cx.hub(&self.token)?, cx.endpoints(&self.token)?);
        let mut all = Vec::new();
        if self.namespace.namespace.as_deref() == Some(ALL) {
            let account = hub.whoami().await?;
            all.extend(endpoints.endpoints(&account.name).await?);
            for organization in account.orgs {
                match endpoints.endpoints(&organization.name).await {
                    Ok(found) => all.extend(found),
                    Err(error) if is_about_organization(&error) => {
                        cx.out.warning(&format!("skipping the endpoints of '{}': {error}", organization.name));
                    }
                    Err(error) => return Err(error.into()),
                }
            }
        } else {
            let namespace = cx.namespace(&hub, &self.namespace).await?;
            all = endpoints.endpoints(&namespace).await?;
        }
        let rows: Vec<Row> = all.iter().map(row).collect();
        Ok(cx.out.table(&rows, &Columns::of_rows().whole("name"))?)
    }
}

/// Whether another organization may say more.
fn is_about_organization(error: &HubError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.kind != RefusalKind::RateLimited)
}

fn row(endpoint: &Endpoint) -> Row {
    let field = |pointer: &str| endpoint.0.pointer(pointer).cloned().unwrap_or_else(|| "".into());
    Row {
        name: field("/name"),
        model: field("/model/repository"),
        status: field("/status/state"),
        task: field("/model/task"),
        framework: field("/model/framework"),
        instance: field("/compute/instanceType"),
        vendor: field("/provider/vendor"),
        region: field("/provider/region"),
    }
}
