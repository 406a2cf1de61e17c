//! `hf jobs stats`.

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::looks;
use super::usage::{COLUMNS, shown, with_id};
use crate::api::Hub;
use crate::api::jobs::metrics::Look;
use crate::args::job::AnyJobsArgs;
use crate::args::misuse::Misuse;
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::ids::job::JobId;
use crate::output::{Columns, Format};

/// How many jobs are asked for at once.
const AT_ONCE: usize = 8;

/// Show the CPU, memory and GPU use of running jobs
///
/// Without IDs, all running jobs are shown.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf jobs stats\n  $ hf jobs stats 6871f0c0 --json\n  $ hf jobs stats -f 6871f0c0"
)]
pub struct Stats {
    #[command(flatten)]
    jobs: AnyJobsArgs,
    /// Show new values as they come, until the jobs end; with --json, one object per line
    #[arg(short, long)]
    follow: bool,
    #[command(flatten)]
    token: TokenArg,
}

impl Stats {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if self.follow && matches!(cx.out.format(), Format::Agent | Format::Quiet) {
            return Err(Misuse("--follow needs a person to look at it, or --json".to_owned()).into());
        }
        let typed = self.jobs.resolve()?;
        let hub = cx.hub(&self.token)?;
        let mut jobs = cx.jobs(&hub, typed.clone()).await?;
        if jobs.is_empty() {
            let namespace = cx.namespace(&hub, &NamespaceArg { namespace: typed.namespace }).await?;
            jobs = running(&hub, &namespace).await?;
        }
        if jobs.is_empty() {
            cx.out.table::<Look>(&[], &Columns::of_rows())?;
            cx.out.hint("no job is running: `hf jobs list -a` lists those that are over");
            return Ok(());
        }
        if self.follow { looks::follow(cx, &hub, &jobs).await } else { snapshot(cx, &hub, &jobs).await }
    }
}

async fn running(hub: &Hub, namespace: &str) -> Result<Vec<JobId>> {
    let all = hub.jobs(namespace, &Query::new()).all().await?;
    let runs = |stage: &str| matches!(stage, "RUNNING" | "UPDATING");
    let running = all.iter().filter(|job| runs(&job.status.stage));
    Ok(running.map(|job| JobId { namespace: namespace.to_owned(), id: job.id.clone() }).collect())
}

async fn snapshot(cx: &Context, hub: &Hub, jobs: &[JobId]) -> Result<()> {
    let looks = stream::iter(jobs).map(|job| async move {
        let look = match hub.job_metrics(job).await? {
            Some(mut metrics) => metrics.next().await,
            None => None,
        };
        Ok::<_, anyhow::Error>((job, look))
    });
    let looks: Vec<_> = looks.buffered(AT_ONCE).try_collect().await?;
    let mut rows = Vec::new();
    for (job, look) in looks {
        match look {
            Some(look) => rows.push(with_id(job, look)),
            None => cx.out.warning(&format!("no values of job {job}: is it running?")),
        }
    }
    if cx.out.format() == Format::Human && !rows.is_empty() {
        cx.out.table(&rows.iter().flat_map(shown).collect::<Vec<_>>(), &COLUMNS)?;
        let ids = jobs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        cx.out.hint(&format!("see new values as they come with `hf jobs stats -f {ids}`"));
        return Ok(());
    }
    Ok(cx.out.table(&rows, &Columns::of_rows().id("job_id"))?)
}
