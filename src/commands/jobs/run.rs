//! `hf jobs run`.

use anyhow::Result;

use super::batch;
use super::follow::follow_unless_detached;
use super::launch::{Launch, Work};
use super::plan::plan;
use super::uv::header::FromScript;
use crate::args::job_batch::JobBatchArgs;
use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};
use crate::context::Context;

/// Run a command in a container on the Hub's machines
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs run python:3.12 python -c 'print(\"Hello\")'\n  \
                        $ hf jobs run --flavor a10g-small --timeout 2h pytorch/pytorch nvidia-smi\n  \
                        $ hf jobs run --detach --secrets HF_TOKEN hf.co/spaces/ada/trainer python train.py\n  \
                        $ hf jobs run -v hf://datasets/ada/planets:/data:ro ubuntu ls /data\n  \
                        $ hf jobs run --array 0-31 --max-cost 0.50 ubuntu sh -c 'echo part $HF_JOB_INDEX'\n  \
                        $ hf jobs run ubuntu -- grep -e root /etc/passwd")]
pub struct RunJob {
    /// Docker image, or a Space's as hf.co/spaces/username/name
    image: String,
    /// Command and its arguments; put -- before it if it has options that hf has too
    #[arg(required = true, trailing_var_arg = true)]
    command: Vec<String>,
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

impl RunJob {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let Self { image, command, machine, access, .. } = &self;
        let launch = Launch { work: Work::Image { image, command }, machine, access, schedule: None };
        let plan = plan(cx, &launch, &FromScript::default(), self.dry_run).await?;
        if self.dry_run {
            return plan.show(cx);
        }
        let hub = cx.hub(&machine.token)?;
        if let Some(indices) = self.batch.indices() {
            return batch::start(cx, &hub, (plan, &launch), &indices).await;
        }
        let (job, _unreported) = plan.start(cx, &hub, &launch).await?;
        follow_unless_detached(cx, &hub, job, self.detach).await
    }
}
