//! `hf jobs scheduled trigger`.

use anyhow::Result;
use serde::Serialize;

use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::commands::jobs::started::hint_detached;
use crate::context::Context;

/// Start a run of a scheduled job now
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs scheduled trigger 6872a0c0\n  \
                        $ hf jobs scheduled trigger demo-org/6872a0c0 -q | xargs hf jobs wait --namespace demo-org")]
pub struct Trigger {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Triggered<'a> {
    id: &'a str,
    url: String,
}

impl Trigger {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        let job = hub.trigger_scheduled_job(&id).await?;
        let url = hub.job_page(&job.full_id());
        cx.out.done("Scheduled job triggered", &Triggered { id: &job.id, url })?;
        hint_detached(cx, &job);
        Ok(())
    }
}
