//! `hf jobs inspect`.

use anyhow::Result;

use super::row::{print_all, with_name};
use crate::args::job::JobsArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Show all details of jobs, as JSON
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs inspect 6871f0c0\n  \
                        $ hf jobs inspect demo-org/6871f0c0 --json | jq '.[0].status'")]
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
            let job = hub.job(&id).await?;
            rows.push(with_name(job.name(), &job.record(hub.endpoint()))?);
        }
        print_all(cx, &rows)
    }
}
