//! `hf jobs scheduled run`.

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::api::jobs::scheduled::NewScheduledJob;
use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};
use crate::args::schedule::ScheduleArgs;
use crate::commands::hardware::explained_job;
use crate::commands::jobs::launch::{Launch, Work};
use crate::commands::jobs::plan::{Plan, hint_name, plan};
use crate::commands::jobs::uv::header::FromScript;
use crate::context::Context;

/// Run a command in a container on a schedule
///
/// Local folders that are mounted are uploaded once, now.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs scheduled run @daily python:3.12 python -c 'print(\"Hello\")'\n  \
                        $ hf jobs scheduled run '0 9 * * 1' --secrets HF_TOKEN python:3.12 python report.py\n  \
                        $ hf jobs scheduled run @hourly --suspend ubuntu date")]
pub struct RunScheduled {
    #[command(flatten)]
    schedule: ScheduleArgs,
    /// Docker image, or a Space's as hf.co/spaces/username/name
    image: String,
    /// Command and its arguments; put -- before it if it has options that hf has too
    #[arg(required = true, trailing_var_arg = true)]
    command: Vec<String>,
    #[command(flatten)]
    machine: JobMachineArgs,
    /// Show the job without scheduling it
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Created<'a> {
    id: &'a str,
    name: Option<&'a str>,
}

impl RunScheduled {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let Self { schedule, image, command, machine, .. } = &self;
        let (work, access) = (Work::Image { image, command }, &JobAccessArgs::default());
        let launch = Launch { work, machine, access, schedule: Some(schedule) };
        let plan = plan(cx, &launch, &FromScript::default(), self.dry_run).await?;
        if self.dry_run {
            return plan.show(cx);
        }
        let hub = cx.hub(&machine.token)?;
        schedule_it(cx, &hub, &launch, (plan, schedule)).await
    }
}

/// Hands the job to the Hub, which starts it from now on.
pub(super) async fn schedule_it(
    cx: &Context,
    hub: &Hub,
    launch: &Launch<'_>,
    (plan, schedule): (Plan, &ScheduleArgs),
) -> Result<()> {
    let is_named_by_us = plan.is_named_by_us();
    let (namespace, job_spec) = plan.ready(cx, hub, launch).await?;
    let (concurrency, suspend) = (schedule.concurrency(), schedule.suspend());
    let new = NewScheduledJob { job_spec: &job_spec, schedule: &schedule.schedule, concurrency, suspend };
    let outcome = hub.schedule_job(&namespace, &new).await;
    let created = explained_job(hub, outcome, &job_spec.flavor).await?;
    cx.out.done("Job scheduled", &Created { id: &created.id, name: created.name() })?;
    if is_named_by_us {
        hint_name(cx, created.name());
    }
    let id = created.full_id();
    if let Some(next) = created.status.next_job_run_at {
        cx.out.hint(&format!("the first run is at {} UTC", next.date_and_time()));
    }
    cx.out.hint(&format!("see its runs with `hf jobs scheduled inspect {id}`"));
    Ok(())
}
