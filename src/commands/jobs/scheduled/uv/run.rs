//! `hf jobs scheduled uv run`.

use anyhow::{Result, bail};

use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};
use crate::args::schedule::ScheduleArgs;
use crate::commands::jobs::launch::{Launch, Work};
use crate::commands::jobs::plan::plan;
use crate::commands::jobs::scheduled::run::schedule_it;
use crate::commands::jobs::uv::script::UvArgs;
use crate::context::Context;

/// Run a Python script with its dependencies on a schedule
///
/// A local script is uploaded once, now: later changes to it do not reach the job.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs scheduled uv run @daily report.py\n  \
                        $ hf jobs scheduled uv run '0 9 * * 1' --with pandas --secrets HF_TOKEN report.py --week")]
pub struct RunScheduledUv {
    #[command(flatten)]
    schedule: ScheduleArgs,
    #[command(flatten)]
    uv: UvArgs,
    #[command(flatten)]
    machine: JobMachineArgs,
    /// Show the job without scheduling it
    #[arg(long)]
    dry_run: bool,
}

impl RunScheduledUv {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.machine.token)?.for_changes();
        let script = self.uv.read(cx, &hub).await?;
        if script.header.network_group.is_some() || !script.header.network_aliases.is_empty() {
            bail!("a scheduled job cannot join a network, as the [tool.hf-jobs] table of the script asks for");
        }
        let mut access = JobAccessArgs::default();
        let from_script = script.header.fill(&mut self.machine, &mut access)?;
        let (machine, schedule) = (&self.machine, &self.schedule);
        let launch = Launch { work: Work::Script(&script), machine, access: &access, schedule: Some(schedule) };
        let plan = plan(cx, &launch, &from_script, self.dry_run).await?;
        if self.dry_run {
            return plan.show(cx);
        }
        schedule_it(cx, &hub, &launch, (plan, schedule)).await
    }
}
