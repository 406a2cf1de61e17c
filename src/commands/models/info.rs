//! `hf models info`.

use anyhow::Result;

use crate::api::models::Model;
use crate::commands::repo_info::InfoArgs;
use crate::context::Context;

/// Show details of a model, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf models info openai/gpt-oss-20b
  $ hf models info openai/gpt-oss-20b --expand downloads,likes,tags
  $ hf models info openai/gpt-oss-20b --expand safetensors | jq .safetensors.total
  $ hf models info openai/gpt-oss-20b --web")]
pub struct Info {
    #[command(flatten)]
    args: InfoArgs<Model>,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx).await
    }
}
