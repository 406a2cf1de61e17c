//! `hf datasets tags`.

use anyhow::Result;

use crate::commands::repo_tags::TagsArgs;
use crate::context::Context;
use crate::ids::repo::RepoKind;

/// List the tags that datasets can be filtered by
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets tags --kind license
  $ hf datasets tags --search french --quiet")]
pub struct Tags {
    #[command(flatten)]
    args: TagsArgs,
}

impl Tags {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.args.print(cx, RepoKind::Dataset).await
    }
}
