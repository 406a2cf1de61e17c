//! `hf jobs expose`.

use anyhow::Result;
use serde::Serialize;

use crate::api::jobs::Exposed;
use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Replace the exposed ports of a running job
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf jobs expose 6871f0c0 8000 8001\n  $ hf jobs expose 6871f0c0 --public 8080\n  \
                        $ hf jobs expose 6871f0c0 --clear"
)]
pub struct Expose {
    #[command(flatten)]
    job: JobArgs,
    /// Ports to expose to token holders of the namespace
    #[arg(value_name = "PORT", required_unless_present_any = ["public", "clear"])]
    ports: Vec<i64>,
    /// Expose this port without authentication; may be repeated
    #[arg(long, value_name = "PORT")]
    public: Vec<i64>,
    /// Close all ports
    #[arg(long, conflicts_with_all = ["ports", "public"])]
    clear: bool,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Ports<'a> {
    id: &'a str,
    ports: &'a [i64],
    public_ports: &'a [i64],
}

impl Expose {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        let job = hub.expose_job(&id, &Exposed::new(&self.ports, &self.public)).await?;
        let Exposed { ports, ports_public } = &job.expose.unwrap_or_default();
        cx.out.done("Ports updated", &Ports { id: &job.id, ports, public_ports: ports_public })?;
        for url in job.status.expose_urls.iter().flatten() {
            cx.out.hint(&format!("an exposed port is at {url}"));
        }
        Ok(())
    }
}
