//! `hf sandbox pool delete`.

use anyhow::Result;
use serde::Serialize;

use crate::args::confirm::YesArg;
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::commands::each::each;
use crate::commands::sandbox::place::hosts_query;
use crate::context::Context;
use crate::output::quantity::counted;

/// Delete a pool: end its machines and all sandboxes on them
#[derive(clap::Args)]
#[command(visible_alias = "rm")]
#[command(after_help = "Examples:\n  $ hf sandbox pool delete pool-0123456789ab\n  \
                        $ hf sandbox pool delete pool-0123456789ab --namespace demo-org --yes")]
pub struct Delete {
    /// Pool ID
    #[arg(value_name = "POOL_ID")]
    pool_id: String,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Deleted<'a> {
    id: &'a str,
    hosts_terminated: usize,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (id, hub) = (self.pool_id.as_str(), cx.hub(&self.token)?);
        let namespace = cx.namespace(&hub, &self.namespace).await?;
        let hosts = hub.jobs(&namespace, &hosts_query(Some(id), &["RUNNING", "SCHEDULING"])).all().await?;
        if hosts.is_empty() {
            return Ok(cx.out.text(&format!("No machine of pool '{id}' is running"))?);
        }
        let count = counted(hosts.len(), "machine");
        self.yes.confirm(&cx.out, &format!("End {count} of pool '{id}' and all sandboxes there?"))?;
        each(&hosts, async |host| Ok(hub.cancel_job(&host.full_id()).await?)).await?;
        Ok(cx.out.done("Pool deleted", &Deleted { id, hosts_terminated: hosts.len() })?)
    }
}
