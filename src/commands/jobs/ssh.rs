//! `hf jobs ssh`.

use anyhow::{Result, bail};
use tokio::time::Instant;

use super::follow::ending;
use super::watched::POLL;
use crate::api::jobs::Job;
use crate::api::{Hub, HubError};
use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::base::wait::until;
use crate::commands::ssh::SshArgs;
use crate::context::Context;
use crate::ids::job::JobId;
use crate::output::quantity;

const RUNNING: &str = "RUNNING";

/// Log in to a running job with ssh
///
/// The job must have been started with --ssh, and your public key must be in your settings on the Hub. A job that does
/// not run yet is waited for.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf jobs ssh 6871f0c0\n  $ hf jobs ssh -i ~/.ssh/id_ed25519 demo-org/6871f0c0\n  \
                        $ hf jobs ssh 6871f0c0 --dry-run"
)]
pub struct Ssh {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    ssh: SshArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Ssh {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        let job = hub.job(&id).await?;
        let Some(address) = &job.status.ssh_url else {
            bail!("job {id} takes no logins: start one with `hf jobs run --ssh`");
        };
        let address = address.parse()?;
        let job = if job.status.stage == RUNNING { job } else { until_running(cx, &hub, &id, job).await? };
        if job.status.stage != RUNNING {
            bail!("job {id} has ended: {}", ending(&job));
        }
        self.ssh.connect(cx, &address)
    }
}

/// The job once it runs or is over.
async fn until_running(cx: &Context, hub: &Hub, id: &JobId, job: Job) -> Result<Job> {
    if job.is_over() {
        return Ok(job);
    }
    let status = cx.out.waiting("Waiting for the job to start");
    let start = Instant::now();
    let looked = until(POLL, None, async |_| {
        let job = hub.job(id).await?;
        status.update(&format!("{} ({})", ending(&job), quantity::estimate(start.elapsed())));
        Ok::<_, HubError>((job.status.stage == RUNNING || job.is_over()).then_some(job))
    });
    Ok(looked.await?.unwrap_or(job))
}
