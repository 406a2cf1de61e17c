//! `hf spaces info`.

use anyhow::Result;

use crate::api::spaces::space::Space;
use crate::commands::repo_info::InfoArgs;
use crate::context::Context;

/// Show details of a Space, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces info enzostvs/deepsite
  $ hf spaces info enzostvs/deepsite --expand runtime,likes
  $ hf spaces info enzostvs/deepsite --web")]
pub struct Info {
    #[command(flatten)]
    args: InfoArgs<Space>,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx).await
    }
}
