//! `hf jobs scheduled suspend`.

use anyhow::Result;

use super::switched::Switched;
use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Suspend a scheduled job: no more runs until it is resumed
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf jobs scheduled suspend 6872a0c0\n  $ hf jobs scheduled suspend demo-org/6872a0c0"
)]
pub struct Suspend {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Suspend {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        hub.switch_scheduled_job(&id, false).await?;
        cx.out.done("Scheduled job suspended", &Switched { id: &id.id })?;
        cx.out.hint(&format!("resume it with `hf jobs scheduled resume {id}`"));
        Ok(())
    }
}
