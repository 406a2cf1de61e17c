//! `hf sandbox process kill`.

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::args::sandbox::SandboxArgs;
use crate::args::token::TokenArg;
use crate::commands::sandbox::attach::attach;
use crate::context::Context;

/// Stop a background process of a sandbox
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf sandbox process kill 6874f0c0 101\n  \
                        $ hf sandbox process kill demo-org/6874f0c0 101 --json")]
pub struct Kill {
    #[command(flatten)]
    sandbox: SandboxArgs,
    /// Number of the process, as `hf sandbox process ls` shows it
    #[arg(value_name = "PID")]
    pid: i64,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Killed {
    sandbox: String,
    pid: i64,
}

impl Kill {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (sandbox, pid) = (self.sandbox.resolve()?, self.pid);
        let server = attach(cx, &sandbox, &self.token).await?;
        let processes = server.processes().await?;
        let found = processes.into_iter().find(|process| process.pid == pid);
        let found = found.with_context(|| format!("no process {pid} in sandbox {sandbox}"))?;
        let id = found.id.context("the server of the sandbox is too old to stop processes: create a new sandbox")?;
        server.kill_process(&id).await?;
        Ok(cx.out.done("Process stopped", &Killed { sandbox: self.sandbox.sandbox_id.to_string(), pid })?)
    }
}
