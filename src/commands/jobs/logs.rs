//! `hf jobs logs`.

use anyhow::Result;

use super::follow;
use crate::api::follow::{Part, Until};
use crate::args::job::JobArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Format;

/// Print the log of a job
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf jobs logs 6871f0c0\n  $ hf jobs logs -f demo-org/6871f0c0\n  \
                        $ hf jobs logs --tail 20 6871f0c0")]
pub struct Logs {
    #[command(flatten)]
    job: JobArgs,
    /// Print lines as they are written, until the job ends
    #[arg(short, long)]
    follow: bool,
    /// Print only the last lines
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true)]
    tail: Option<i64>,
    #[command(flatten)]
    token: TokenArg,
}

impl Logs {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let job = self.job.resolve()?;
        let hub = cx.hub(&self.token)?;
        let id = cx.job(&hub, job).await?;
        let until = if self.follow { Until::End } else { Until::Now };
        let job = follow::print_log(cx, &hub, &id, Part { tail: self.tail, until }).await?;
        match job {
            Some(job) => cx.out.hint(&format!("job {id} has ended: {}", follow::ending(&job))),
            None => cx.out.hint(&format!("if the job still runs, follow its log with `hf jobs logs -f {id}`")),
        }
        if cx.out.format() == Format::Json {
            cx.out.hint("a log is text and not printed with --json");
        }
        Ok(())
    }
}
