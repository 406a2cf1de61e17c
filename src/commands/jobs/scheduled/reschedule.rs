//! `hf jobs scheduled reschedule`.

use anyhow::Result;
use serde::Serialize;

use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Change when a scheduled job runs
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs scheduled reschedule 6872a0c0 @weekly\n  \
                        $ hf jobs scheduled reschedule demo-org/6872a0c0 '0 9 * * 1'")]
pub struct Reschedule {
    #[command(flatten)]
    job: JobArgs,
    /// When to run: @hourly, @daily, @weekly, @monthly, @yearly, or five fields of cron in UTC
    #[arg(value_name = "SCHEDULE")]
    schedule: String,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Rescheduled<'a> {
    id: &'a str,
    schedule: &'a str,
}

impl Reschedule {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        hub.reschedule_job(&id, &self.schedule).await?;
        cx.out.done("Schedule changed", &Rescheduled { id: &id.id, schedule: &self.schedule })?;
        cx.out.hint(&format!("see its next run with `hf jobs scheduled inspect {id}`"));
        Ok(())
    }
}
