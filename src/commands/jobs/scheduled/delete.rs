//! `hf jobs scheduled delete`.

use anyhow::Result;

use super::switched::Switched;
use crate::args::confirm::YesArg;
use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Delete a scheduled job; runs that it started continue
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs scheduled delete 6872a0c0\n  \
                        $ hf jobs scheduled delete demo-org/6872a0c0 --yes")]
pub struct Delete {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        self.yes.confirm_at_terminal(&cx.out, &format!("Delete the scheduled job '{}' for good?", job.id))?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        hub.delete_scheduled_job(&id).await?;
        Ok(cx.out.done("Scheduled job deleted", &Switched { id: &id.id })?)
    }
}
