//! `hf orgs members`.

use anyhow::Result;

use crate::api::Hub;
use crate::commands::people::PeopleArgs;
use crate::context::Context;

/// List the members of an organization
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf orgs members openai
  $ hf orgs members openai --limit 0 --quiet")]
pub struct Members {
    #[command(flatten)]
    args: PeopleArgs,
}

impl Members {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx, Hub::organization_members).await
    }
}
