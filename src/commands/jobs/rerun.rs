//! `hf jobs rerun`.

use anyhow::Result;

use super::follow::follow_unless_detached;
use super::started::{Started, hint_reach};
use super::unreported::Unreported;
use crate::args::job::JobArgs;
use crate::args::labels::NAME;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Start a job again with the same command, hardware and secrets
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs rerun 6871f0c0\n  $ hf jobs rerun --detach demo-org/6871f0c0")]
pub struct Rerun {
    #[command(flatten)]
    job: JobArgs,
    /// Print the job ID and return without waiting for the job
    #[arg(short, long)]
    detach: bool,
    #[command(flatten)]
    token: TokenArg,
}

impl Rerun {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?.for_changes();
        let id = cx.job(&hub, job).await?;
        let job = hub.rerun_job(&id).await?;
        let mut unreported = Unreported::begin(cx, &hub, &id.namespace, (NAME, job.name().unwrap_or_default()));
        unreported.started(&job);
        cx.out.done("Job started", &Started::new(&hub, &job))?;
        hint_reach(cx, &job);
        follow_unless_detached(cx, &hub, job, self.detach).await
    }
}
