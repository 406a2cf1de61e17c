//! `hf datasets info`.

use anyhow::Result;

use crate::api::datasets::Dataset;
use crate::commands::repo_info::InfoArgs;
use crate::context::Context;

/// Show details of a dataset, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets info HuggingFaceFW/fineweb
  $ hf datasets info HuggingFaceFW/fineweb --expand downloads,likes,tags
  $ hf datasets info HuggingFaceFW/fineweb --web")]
pub struct Info {
    #[command(flatten)]
    args: InfoArgs<Dataset>,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx).await
    }
}
