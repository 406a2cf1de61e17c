//! `hf sandbox spawn`.

use anyhow::Result;
use serde::Serialize;

use super::attach::attach;
use super::remote_command::CommandArgs;
use crate::args::sandbox::SandboxArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Start a command in a sandbox and leave it running
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf sandbox spawn 6874f0c0 -- python -m http.server\n  \
                        $ hf sandbox spawn 6874f0c0 -w /work --env-file .env -- sh -c 'make && ./serve'")]
pub struct Spawn {
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    command: CommandArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Spawned {
    sandbox: String,
    pid: i64,
}

impl Spawn {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let sandbox = self.sandbox.resolve()?;
        let command = self.command.resolve(cx, &self.token, None).await?;
        let process = attach(cx, &sandbox, &self.token).await?.spawn(&command).await?;
        let typed = self.sandbox.sandbox_id.to_string();
        cx.out.done("Process started", &Spawned { sandbox: typed, pid: process.pid })?;
        cx.out.hint(&format!("list processes with `hf sandbox process ls {sandbox}`"));
        cx.out.hint(&format!("stop it with `hf sandbox process kill {sandbox} {}`", process.pid));
        Ok(())
    }
}
