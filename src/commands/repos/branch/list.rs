//! `hf repos branch list`.

use anyhow::Result;

use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// List the branches of a repo
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf repos branch list my-org/my-model
  $ hf repos branch list my-org/my-data --type dataset --quiet")]
pub struct List {
    #[command(flatten)]
    repo: RepoArgs,
    #[command(flatten)]
    token: TokenArg,
}

const COLUMNS: Columns = Columns::of(&["name", "target_commit", "ref"]).whole("name");

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let refs = cx.hub(&self.token)?.repo_refs(&self.repo.resolve()?).await?;
        Ok(cx.out.records(&refs.branches, &COLUMNS)?)
    }
}
