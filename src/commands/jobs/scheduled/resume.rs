//! `hf jobs scheduled resume`.

use anyhow::Result;

use super::switched::Switched;
use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Resume a suspended job
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf jobs scheduled resume 6872a0c0\n  $ hf jobs scheduled resume demo-org/6872a0c0"
)]
pub struct Resume {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Resume {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        hub.switch_scheduled_job(&id, true).await?;
        Ok(cx.out.done("Scheduled job resumed", &Switched { id: &id.id })?)
    }
}
