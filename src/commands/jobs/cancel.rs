//! `hf jobs cancel`.

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::args::confirm::YesArg;
use crate::args::job::AnyJobsArgs;
use crate::args::job_filters::{LabelFilterArgs, active};
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::commands::each::each;
use crate::context::Context;
use crate::ids::job::JobId;
use crate::output::quantity::counted;

/// Cancel jobs by ID, or all jobs with a label
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf jobs cancel 6871f0c0
  $ hf jobs cancel demo-org/6871f0c0
  $ hf jobs cancel --label team=ml --yes")]
pub struct Cancel {
    #[command(flatten)]
    jobs: AnyJobsArgs,
    #[command(flatten)]
    labels: LabelFilterArgs,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Canceled<'a> {
    id: &'a str,
}

impl Cancel {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (typed, labels) = (self.jobs.resolve()?, self.labels.resolve()?);
        match (typed.ids.is_empty(), labels.is_empty()) {
            (true, true) => return Err(Misuse("expected a job ID, or --label KEY=VALUE".to_owned()).into()),
            (false, false) => {
                return Err(Misuse("job IDs cannot be used together with --label and --name".to_owned()).into());
            }
            _ => {}
        }
        let hub = cx.hub(&self.token)?;
        let mut jobs = cx.jobs(&hub, typed).await?;
        if !labels.is_empty() {
            jobs = self.labelled(cx, &hub, &labels).await?;
            if jobs.is_empty() {
                return Ok(cx.out.text("No job to cancel: none that is not over has these labels")?);
            }
            self.yes.confirm(&cx.out, &format!("Cancel {}?", counted(jobs.len(), "job")))?;
        }
        each(&jobs, async |job| {
            hub.cancel_job(job).await?;
            Ok(cx.out.done("Job canceled", &Canceled { id: &job.id })?)
        })
        .await
    }

    /// The jobs with these labels that are not over.
    async fn labelled(&self, cx: &Context, hub: &Hub, labels: &[(String, String)]) -> Result<Vec<JobId>> {
        let namespace = cx.namespace(hub, self.jobs.namespace()).await?;
        let labels = labels.iter().map(|(key, value)| format!("{key}={value}"));
        let found = hub.jobs(&namespace, &active(labels)).all().await?;
        Ok(found.iter().map(|job| JobId { namespace: namespace.clone(), id: job.id.clone() }).collect())
    }
}
