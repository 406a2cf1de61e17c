//! `hf jobs cancel`.

use anyhow::Result;
use serde::Serialize;

use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Cancel a job
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs cancel 6871f0c0\n  $ hf jobs cancel demo-org/6871f0c0")]
pub struct Cancel {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Canceled {
    id: String,
}

impl Cancel {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let job = cx.job(&hub, job).await?;
        hub.cancel_job(&job).await?;
        Ok(cx.out.done("Job canceled", &Canceled { id: job.id })?)
    }
}
