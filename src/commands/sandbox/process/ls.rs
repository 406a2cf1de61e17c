//! `hf sandbox process ls`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Value;

use crate::api::sandbox::Process;
use crate::args::sandbox::SandboxArgs;
use crate::args::token::TokenArg;
use crate::commands::sandbox::attach::attach;
use crate::context::Context;
use crate::output::Columns;

/// List the background processes of a sandbox, including ended ones
#[derive(clap::Args)]
#[command(visible_alias = "list")]
#[command(after_help = "Examples:\n  $ hf sandbox process ls 6874f0c0\n  $ hf sandbox process ls 6874f0c0 --json")]
pub struct Ls {
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    pid: i64,
    status: String,
    cmd: String,
}

impl Ls {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let sandbox = self.sandbox.resolve()?;
        let processes = attach(cx, &sandbox, &self.token).await?.processes().await?;
        let rows: Vec<Row> = processes.iter().map(row).collect();
        cx.out.table(&rows, &Columns::of_rows())?;
        cx.out.hint(&match rows.is_empty() {
            true => format!("start one with `hf sandbox spawn {sandbox} -- COMMAND`"),
            false => format!("stop one with `hf sandbox process kill {sandbox} PID`"),
        });
        Ok(())
    }
}

fn row(process: &Process) -> Row {
    let status = match (process.running, process.exit_code) {
        (true, _) => "running".to_owned(),
        (false, Some(code)) => format!("exited ({code})"),
        (false, None) => "exited".to_owned(),
    };
    let cmd = match &process.cmd {
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    Row { pid: process.pid, status, cmd }
}
