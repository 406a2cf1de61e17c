//! `hf jobs wait`.

use anyhow::Result;
use serde::Serialize;
use tokio::time::Instant;

use super::follow::ending;
use super::watched::{POLL, Watched};
use crate::api::HubError;
use crate::api::jobs::Job;
use crate::args::job::JobsArgs;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::base::wait::until;
use crate::commands::wait::{NotReached, TimedOut};
use crate::context::Context;
use crate::output::Columns;

/// Wait for jobs to end
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf jobs wait 6871f0c0\n  $ hf jobs wait demo-org/6871f0c0 demo-org/6871f0c1\n  \
                        $ hf jobs wait 6871f0c0 --timeout 2h"
)]
pub struct Wait {
    #[command(flatten)]
    jobs: JobsArgs,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    stage: &'a str,
    message: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn new(Job { id, status, .. }: &'a Job) -> Self {
        Self { id, stage: &status.stage, message: status.message.as_deref() }
    }
}

impl Wait {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let typed = self.jobs.resolve()?;
        let hub = cx.hub(&self.token)?;
        let jobs = cx.jobs(&hub, typed).await?;
        let mut watched = Watched::new(&hub, jobs);
        let start = Instant::now();
        let limit = self.timeout.limit();
        let status = cx.out.waiting("Waiting for jobs to end");
        let ended = until(POLL, limit.and_then(|limit| start.checked_add(limit)), async |every| {
            watched.look(every).await?;
            watched.tell(&status, start.elapsed());
            Ok::<_, HubError>((watched.left() == 0).then_some(()))
        });
        let ended = ended.await?;
        drop(status);
        match (ended, limit) {
            (None, Some(after)) => Err(TimedOut { what: watched.named(watched.left()), after }.into()),
            _ => report(cx, &watched),
        }
    }
}

/// The result, and an error unless all jobs did what they were meant to.
fn report(cx: &Context, watched: &Watched<'_>) -> Result<()> {
    let seen = || watched.jobs.iter().filter_map(|(id, job)| Some((id, job.as_ref()?)));
    let rows: Vec<_> = seen().map(|(_, job)| Row::new(job)).collect();
    cx.out.table(&rows, &Columns::of_rows())?;
    let failed: Vec<_> = seen().filter(|(_, job)| !job.is_completed()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    let stage = match watched.jobs.as_slice() {
        [(_, Some(job))] => ending(job),
        _ => failed.iter().map(|(id, job)| format!("{id} {}", ending(job))).collect::<Vec<_>>().join(", "),
    };
    Err(NotReached { what: watched.named(failed.len()), stage }.into())
}
