//! A command of a sandbox, as the verbs that run one take it.

use anyhow::Result;

use crate::api::sandbox::Command;
use crate::args::env_secrets::{EnvArgs, object};
use crate::args::token::TokenArg;
use crate::context::Context;

/// A command and its surroundings.
#[derive(clap::Args)]
pub struct CommandArgs {
    /// Command and its arguments; put -- before it if it has options that hf has too
    #[arg(required = true, trailing_var_arg = true)]
    command: Vec<String>,
    /// Folder to run in
    #[arg(short, long, value_name = "FOLDER")]
    workdir: Option<String>,
    #[command(flatten)]
    env: EnvArgs,
}

impl CommandArgs {
    /// What the server of the sandbox is asked for.
    pub(super) async fn resolve(&self, cx: &Context, token: &TokenArg, timeout: Option<f64>) -> Result<Command> {
        Ok(Command {
            cmd: self.command.clone(),
            env: object(cx.variables(&self.env, token).await?),
            cwd: self.workdir.clone().filter(|folder| !folder.is_empty()),
            timeout,
        })
    }
}
