//! `hf jobs scheduled inspect`.

use anyhow::Result;

use crate::args::job::JobsArgs;
use crate::args::token::TokenArg;
use crate::commands::jobs::row::{print_all, with_name};
use crate::context::Context;

/// Show all details of scheduled jobs, as JSON
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs scheduled inspect 6872a0c0\n  \
                        $ hf jobs scheduled inspect demo-org/6872a0c0 --json | jq '.[0].status.next_job_run_at'")]
pub struct Inspect {
    #[command(flatten)]
    jobs: JobsArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Inspect {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let typed = self.jobs.resolve()?;
        let hub = cx.hub(&self.token)?;
        let mut rows = Vec::new();
        for id in cx.jobs(&hub, typed).await? {
            let job = hub.scheduled_job(&id).await?;
            rows.push(with_name(job.name(), &job)?);
        }
        print_all(cx, &rows)
    }
}
