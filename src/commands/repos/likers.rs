//! `hf repos likers`.

use anyhow::Result;

use crate::args::limit::LimitArg;
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["username", "fullname"]).whole("username");

/// List the users who like a repo
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos likers openai-community/gpt2
  $ hf repos likers datasets/ada/planets --limit 0 --quiet")]
pub struct Likers {
    #[command(flatten)]
    repo: RepoArgs,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    token: TokenArg,
}

impl Likers {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, hub) = (self.repo.resolve()?, cx.hub(&self.token)?);
        cx.list(hub.likers(&repo).take(self.limit.most()), &COLUMNS).await
    }
}
