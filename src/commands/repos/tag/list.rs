//! `hf repos tag list`.

use anyhow::Result;

use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// List the tags of a repo
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf repos tag list my-org/my-model
  $ hf repos tag list my-org/my-data --type dataset --quiet")]
pub struct List {
    #[command(flatten)]
    pub(crate) repo: RepoArgs,
    #[command(flatten)]
    pub(crate) token: TokenArg,
}

const COLUMNS: Columns = Columns::of(&["name", "target_commit", "ref"]);

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let refs = cx.hub(&self.token)?.repo_refs(&self.repo.resolve()?).await?;
        Ok(cx.out.records(&refs.tags, &COLUMNS)?)
    }
}
