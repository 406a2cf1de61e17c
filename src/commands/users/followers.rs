//! `hf users followers`.

use anyhow::Result;

use crate::api::Hub;
use crate::commands::people::PeopleArgs;
use crate::context::Context;

/// List the followers of a user
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf users followers julien-c
  $ hf users followers julien-c --limit 0 --quiet")]
pub struct Followers {
    #[command(flatten)]
    args: PeopleArgs,
}

impl Followers {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx, Hub::user_followers).await
    }
}
