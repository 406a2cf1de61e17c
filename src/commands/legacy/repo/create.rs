//! `hf repo create`, which is `hf repos create` now.

use anyhow::Result;

use crate::commands::repos::create::Create;
use crate::context::Context;

/// Create a repo: now hf repos create
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf repos create my-model")]
pub struct OldCreate {
    #[command(flatten)]
    command: Create,
    /// Owner of the repo, now part of its ID
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// No effect: there is no prompt
    #[arg(short, long)]
    yes: bool,
}

impl OldCreate {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        cx.out.hint("`hf repo create` is now `hf repos create`");
        if let Some(namespace) = &self.organization {
            self.command.repo = self.command.repo.in_namespace(namespace)?;
        }
        self.command.run(cx).await
    }
}
