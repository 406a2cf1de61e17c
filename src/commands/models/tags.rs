//! `hf models tags`.

use anyhow::Result;

use crate::commands::repo_tags::TagsArgs;
use crate::context::Context;
use crate::ids::repo::RepoKind;

/// List the tags that models can be filtered by
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf models tags --kind license
  $ hf models tags --search french --quiet")]
pub struct Tags {
    #[command(flatten)]
    args: TagsArgs,
}

impl Tags {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx, RepoKind::Model).await
    }
}
