//! `hf repos access check`.

use anyhow::Result;

use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::commands::answer::answer;
use crate::context::Context;

/// Check whether you may read the files of a repo
///
/// Exits with 0 if you may, with 3 if the repo does not exist, and with 4 if you may not.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos access check meta-llama/Llama-3.1-8B
  $ hf repos access check my-org/my-model --write --quiet")]
pub struct Check {
    #[command(flatten)]
    repo: RepoArgs,
    /// Check whether you may write to it
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    token: TokenArg,
}

impl Check {
    pub async fn run(self, cx: &Context) -> Result<()> {
        cx.hub(&self.token)?.check_access(&self.repo.resolve()?, self.write).await?;
        answer(cx, "access", true)
    }
}
