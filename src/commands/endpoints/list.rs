//! `hf endpoints list`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use super::{shown, view};
use crate::api::endpoints::{Endpoint, Endpoints};
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::{Columns, Format};

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

/// A row for programs and agents. A field that the service leaves out is empty; one that it says is null stays so.
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
        if self.namespace.namespace.as_deref() == Some(ALL) {
            return print(cx, &of_account(cx, &hub, &endpoints).await?, true);
        }
        let namespace = cx.namespace(&hub, &self.namespace).await?;
        let all = endpoints.endpoints(&namespace).await?;
        print(cx, &all.into_iter().map(|endpoint| (namespace.clone(), endpoint)).collect::<Vec<_>>(), false)
    }
}

/// Those of the account and of its organizations, each with its namespace.
async fn of_account(cx: &Context, hub: &Hub, endpoints: &Endpoints) -> Result<Vec<(String, Endpoint)>> {
    let account = hub.whoami().await?;
    let own = endpoints.endpoints(&account.name).await?;
    let mut all: Vec<_> = own.into_iter().map(|endpoint| (account.name.clone(), endpoint)).collect();
    for organization in account.orgs {
        match endpoints.endpoints(&organization.name).await {
            Ok(found) => all.extend(found.into_iter().map(|endpoint| (organization.name.clone(), endpoint))),
            Err(error) if is_about_organization(&error) => {
                cx.out.warning(&format!("skipping the endpoints of '{}': {error}", organization.name));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(all)
}

fn print(cx: &Context, all: &[(String, Endpoint)], with_namespace: bool) -> Result<()> {
    if cx.out.format() != Format::Human || cx.out.is_shaped() {
        let rows: Vec<Row> = all.iter().map(|(_, endpoint)| row(endpoint)).collect();
        return Ok(cx.out.table(&rows, &Columns::of_rows().whole("name"))?);
    }
    let row = |(namespace, endpoint)| view::row(Some(namespace).filter(|_| with_namespace), endpoint);
    let rows: Vec<_> = all.iter().map(|(namespace, endpoint)| row((namespace.as_str(), endpoint))).collect();
    cx.out.table(&rows, &Columns::of_rows().whole("name"))?;
    all.iter().for_each(|(_, endpoint)| shown::warn_of_failure(cx, endpoint));
    Ok(())
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
