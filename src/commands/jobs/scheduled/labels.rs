//! `hf jobs scheduled labels`.

use anyhow::Result;

use crate::args::job::JobArgs;
use crate::args::labels::NewLabelsArgs;
use crate::args::token::TokenArg;
use crate::commands::jobs::changed::{Labeled, given_labels};
use crate::context::Context;

/// Replace the labels of a scheduled job, or change only its name
///
/// --label replaces all labels; --name without --label keeps the others.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs scheduled labels 6872a0c0 --name nightly\n  \
                        $ hf jobs scheduled labels 6872a0c0 -l team=ml\n  $ hf jobs scheduled labels 6872a0c0 --clear")]
pub struct Labels {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    labels: NewLabelsArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Labels {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let typed = self.labels.resolve()?;
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?.for_changes();
        let id = cx.job(&hub, job).await?;
        let present = async || Ok(hub.scheduled_job(&id).await?.job_spec.labels);
        let labels = given_labels(&self.labels, typed, present).await?;
        hub.set_scheduled_job_labels(&id, &labels).await?;
        Ok(cx.out.done("Labels updated", &Labeled::new(&id.id, &labels))?)
    }
}
