//! `hf sandbox kill`.

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use super::attach::shared;
use super::host::User;
use super::marks::{SANDBOX, is_host, is_sandbox};
use crate::api::Hub;
use crate::args::confirm::YesArg;
use crate::args::namespace::NamespaceArg;
use crate::args::sandbox::in_namespace;
use crate::args::token::TokenArg;
use crate::commands::each::each;
use crate::context::Context;
use crate::http::query::Query;
use crate::ids::sandbox::SandboxRef;
use crate::output::quantity::counted;

/// End a sandbox, all sandboxes of a host, or all sandboxes
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf sandbox kill 6874f0c0\n  $ hf sandbox kill demo-org/6874f0c0.s1\n  \
                        $ hf sandbox kill --all --yes")]
pub struct Kill {
    /// Sandbox ID, host ID, or either as namespace/ID
    #[arg(value_name = "SANDBOX_ID", required_unless_present = "all", conflicts_with = "all")]
    sandbox_id: Option<SandboxRef>,
    /// End all sandboxes of the namespace, including those of other users
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Ended {
    id: String,
}

#[derive(Serialize)]
struct AllEnded {
    jobs: usize,
}

impl Kill {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?.for_changes();
        match &self.sandbox_id {
            Some(typed) => self.one(cx, &hub, typed).await,
            None => self.every(cx, &hub).await,
        }
    }

    async fn one(&self, cx: &Context, hub: &Hub, typed: &SandboxRef) -> Result<()> {
        let sandbox = in_namespace(typed, &self.namespace)?;
        let id = cx.job(hub, sandbox.job).await?;
        let job = hub.job(&id).await?;
        if let Some(local) = &sandbox.local {
            let user = User::new(cx, hub, &self.token).await?;
            shared(cx, &user, &job, local).await?.end().await?;
            return Ok(cx.out.done("Sandbox ended", &Ended { id: typed.to_string() })?);
        }
        if !is_sandbox(&job) {
            bail!("job {id} is not a sandbox: cancel it with `hf jobs cancel {id}`");
        }
        let what = if is_host(&job) { "Host" } else { "Sandbox" };
        if is_host(&job) {
            self.yes.confirm(&cx.out, &format!("End the host '{id}' and all of its sandboxes?"))?;
        }
        hub.cancel_job(&id).await.with_context(|| format!("{id} still runs"))?;
        Ok(cx.out.done(&format!("{what} ended"), &Ended { id: typed.to_string() })?)
    }

    async fn every(&self, cx: &Context, hub: &Hub) -> Result<()> {
        let namespace = cx.namespace(hub, &self.namespace).await?;
        let query = Query::new().each("stage", ["RUNNING", "SCHEDULING"]).set("label", format!("{SANDBOX}=1"));
        let jobs = hub.jobs(&namespace, &query).all().await?;
        if jobs.is_empty() {
            return Ok(cx.out.unchanged("No sandbox is running", &AllEnded { jobs: 0 })?);
        }
        let count = counted(jobs.len(), "job");
        self.yes.confirm(&cx.out, &format!("End {count} with all sandboxes in them?"))?;
        each(&jobs, async |job| Ok(hub.cancel_job(&job.full_id()).await?)).await?;
        Ok(cx.out.done("Sandboxes ended", &AllEnded { jobs: jobs.len() })?)
    }
}
