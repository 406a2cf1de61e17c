//! `hf jobs labels`.

use anyhow::Result;

use super::changed::{Labeled, given_labels};
use crate::args::job::JobArgs;
use crate::args::labels::NewLabelsArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Replace the labels of a job, or change only its name
///
/// --label replaces all labels; --name without --label keeps the others.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs labels 6871f0c0 --name big-run\n  \
                        $ hf jobs labels 6871f0c0 -l team=ml -l stage=prod\n  $ hf jobs labels 6871f0c0 --clear")]
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
        let labels = given_labels(&self.labels, typed, async || Ok(hub.job(&id).await?.labels)).await?;
        let job = hub.set_job_labels(&id, &labels).await?;
        Ok(cx.out.done("Labels updated", &Labeled::new(&job.id, &labels))?)
    }
}
