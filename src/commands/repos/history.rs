//! `hf repos history`.

use anyhow::Result;

use crate::args::limit::LimitArg;
use crate::args::misuse::Misuse;
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::{Columns, Format};

const COLUMNS: Columns = Columns::of(&["commit_id", "created_at", "authors", "title"]).whole("commit_id");

/// List the commits of a repo, newest first
#[derive(clap::Args)]
#[command(visible_alias = "log")]
#[command(after_help = "\
Examples:
  $ hf repos history my-org/my-model
  $ hf repos history datasets/my-org/my-data --revision refs/pr/1 --limit 0
  $ hf repos history my-org/my-model --formatted --json | jq -r '.[].formatted_title'")]
pub struct History {
    #[command(flatten)]
    repo: RepoArgs,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    limit: LimitArg<30>,
    /// Add titles and messages as HTML; needs --json
    #[arg(long)]
    formatted: bool,
    #[command(flatten)]
    token: TokenArg,
}

impl History {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if self.formatted && cx.out.format() != Format::Json {
            return Err(Misuse("--formatted needs --json: HTML is for programs".to_owned()).into());
        }
        let (repo, revision) = (self.repo.resolve()?, self.revision.revision.unwrap_or_default());
        let hub = cx.hub(&self.token)?;
        let commits = hub.commits(&repo, &revision, self.formatted).take(self.limit.most());
        cx.list(commits, &COLUMNS).await
    }
}
