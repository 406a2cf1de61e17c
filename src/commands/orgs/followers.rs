//! `hf orgs followers`.

use anyhow::Result;

use crate::api::Hub;
use crate::commands::people::PeopleArgs;
use crate::context::Context;

/// List the followers of an organization
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf orgs followers openai
  $ hf orgs followers openai --limit 0 --quiet")]
pub struct Followers {
    #[command(flatten)]
    args: PeopleArgs,
}

impl Followers {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx, Hub::organization_followers).await
    }
}
