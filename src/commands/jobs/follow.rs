//! A job that is watched: until it runs, while it writes its log, and how it ends.

use std::convert::Infallible;
use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use super::started::{hint_detached, hints};
use crate::api::Hub;
use crate::api::follow::{Part, Until};
use crate::api::jobs::Job;
use crate::base::wait;
use crate::commands::printed_log;
use crate::commands::wait::NotReached;
use crate::context::Context;
use crate::ids::job::JobId;
use crate::output::quantity;

/// Between two looks at a job that does not run yet.
const POLL: Duration = Duration::from_secs(2);
const SCHEDULING: &str = "SCHEDULING";

/// Watches a job to its end, or says how that is done later.
///
/// # Errors
/// As [`to_the_end`].
pub(super) async fn follow_unless_detached(cx: &Context, hub: &Hub, job: Job, is_detached: bool) -> Result<()> {
    if is_detached {
        hint_detached(cx, &job);
        return Ok(());
    }
    to_the_end(cx, hub, job).await
}

/// Watches a job to its end.
///
/// # Errors
/// [`NotReached`] if it did not do what it was meant to, and whatever keeps the log from being read.
async fn to_the_end(cx: &Context, hub: &Hub, job: Job) -> Result<()> {
    let id = job.full_id();
    cx.left_behind.set(format!("job {id} is still running"), hints(&id));
    if job.status.stage == SCHEDULING {
        until_scheduled(cx, hub, &id).await;
    }
    let job = print_log(cx, hub, &id, Part { tail: None, until: Until::End }).await?.unwrap_or(job);
    cx.left_behind.clear();
    if !job.is_completed() {
        return Err(NotReached { what: format!("job {id}"), stage: ending(&job) }.into());
    }
    Ok(cx.out.line(&format!("Job {id} completed"))?)
}

/// Prints the log of a job, or its last lines. Returns the job as it was seen last, if it was looked at.
pub(super) async fn print_log(cx: &Context, hub: &Hub, id: &JobId, part: Part) -> Result<Option<Job>> {
    let mut last = None;
    let mut log = hub.job_log(id, part, async || {
        let job = hub.job(id).await?;
        let is_over = job.is_over();
        last = Some(job);
        Ok(is_over)
    });
    printed_log::print(cx, &mut log, |line| !is_banner(line)).await?;
    drop(log);
    Ok(last)
}

/// The stage in which a job ended, and what the Hub says of it, such as the exit code of its command.
pub(super) fn ending(job: &Job) -> String {
    let stage = &job.status.stage;
    job.status.message.as_ref().map_or_else(|| stage.clone(), |message| format!("{stage} ({message})"))
}

/// Says why it does not run yet, for as long as that takes. What the Hub fails to say here, the log will.
async fn until_scheduled(cx: &Context, hub: &Hub, id: &JobId) {
    let status = cx.out.waiting("Waiting for the job to start");
    let start = Instant::now();
    let looked = wait::until(POLL, None, async |_| {
        let job = hub.job(id).await.ok().filter(|job| job.status.stage == SCHEDULING);
        let Some(job) = job else { return Ok::<_, Infallible>(Some(())) };
        let message = job.status.message.as_deref().unwrap_or("Waiting for the job to start");
        status.update(&format!("{message} ({})", quantity::estimate(start.elapsed())));
        Ok(None)
    });
    let Ok(_) = looked.await;
}

/// The line that the Hub itself writes whenever it starts the command.
fn is_banner(line: &str) -> bool {
    line.strip_prefix("===== Job started at ").is_some_and(|rest| rest.ends_with(" ====="))
}

#[cfg(test)]
mod tests {
    use super::is_banner;

    #[test]
    fn only_the_hubs_own_line_is_left_out() {
        assert!(is_banner("===== Job started at 2026-01-01 10:00:06 ====="));
        assert!(!is_banner("===== Job started: epoch 1") && !is_banner("Job started"));
    }
}
