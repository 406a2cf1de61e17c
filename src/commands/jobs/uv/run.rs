//! `hf jobs uv run`.

use anyhow::Result;

use super::script::UvArgs;
use crate::args::job_batch::JobBatchArgs;
use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};
use crate::commands::jobs::batch;
use crate::commands::jobs::follow::follow_unless_detached;
use crate::commands::jobs::launch::{Launch, Work};
use crate::commands::jobs::plan::plan;
use crate::context::Context;

/// Run a Python script with its dependencies on the Hub's machines
///
/// The script may say how it wants to be run in the table [tool.hf-jobs] of its header.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs uv run train.py --epochs 3\n  \
                        $ hf jobs uv run --flavor a10g-small --with trl --secrets HF_TOKEN train.py\n  \
                        $ hf jobs uv run https://example.com/scripts/sft.py --output_dir out\n  \
                        $ hf jobs uv run --python 3.13 --with ruff ruff check .")]
pub struct RunUv {
    #[command(flatten)]
    uv: UvArgs,
    #[command(flatten)]
    machine: JobMachineArgs,
    #[command(flatten)]
    access: JobAccessArgs,
    #[command(flatten)]
    batch: JobBatchArgs,
    /// Print the job ID and return without waiting for the job
    #[arg(short, long)]
    detach: bool,
    /// Show the job without starting it
    #[arg(long)]
    dry_run: bool,
}

impl RunUv {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.machine.token)?.for_changes();
        let script = self.uv.read(cx, &hub).await?;
        let from_script = script.header.fill(&mut self.machine, &mut self.access)?;
        let (machine, access) = (&self.machine, &self.access);
        let launch = Launch { work: Work::Script(&script), machine, access, schedule: None };
        let plan = plan(cx, &launch, &from_script, self.dry_run).await?;
        if self.dry_run {
            return plan.show(cx);
        }
        if let Some(indices) = self.batch.indices() {
            return batch::start(cx, &hub, (plan, &launch), &indices).await;
        }
        let (job, _unreported) = plan.start(cx, &hub, &launch).await?;
        follow_unless_detached(cx, &hub, job, self.detach).await
    }
}
