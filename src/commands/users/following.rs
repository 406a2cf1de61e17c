//! `hf users following`.

use anyhow::Result;

use crate::api::Hub;
use crate::commands::people::PeopleArgs;
use crate::context::Context;

/// List the accounts that a user follows
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf users following julien-c
  $ hf users following julien-c --limit 0 --quiet")]
pub struct Following {
    #[command(flatten)]
    args: PeopleArgs,
}

impl Following {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx, Hub::user_following).await
    }
}
