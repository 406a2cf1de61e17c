//! `hf repos refs`.

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;

use crate::api::refs::{GitRef, GitRefs};
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::revision::Revision;
use crate::output::{Columns, Format};

const COLUMNS: Columns = Columns::of(&["name", "kind", "ref", "target_commit"]).whole("name");

/// List the branches, tags and other refs of a repo
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos refs my-org/my-model
  $ hf repos refs my-org/my-model --kind tag
  $ hf repos refs datasets/my-org/my-data --include-pull-requests --json
  $ hf repos refs my-org/my-model --resolve main")]
pub struct Refs {
    #[command(flatten)]
    repo: RepoArgs,
    /// Only refs of this kind
    #[arg(long = "kind", value_enum, value_name = "KIND")]
    only: Option<Kind>,
    /// Also list the refs of pull requests
    #[arg(long)]
    include_pull_requests: bool,
    /// Print the commit hash that this branch, tag or refs/pr/N points to, and nothing else
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["only", "include_pull_requests"])]
    resolve: Option<Revision>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Branch,
    Tag,
    Convert,
    Pr,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    kind: Kind,
    r#ref: &'a str,
    target_commit: &'a str,
}

impl<'a> Row<'a> {
    fn new(kind: Kind, GitRef { name, target_commit, full_name }: &'a GitRef) -> Self {
        Self { name, kind, r#ref: full_name, target_commit }
    }
}

impl Refs {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, hub) = (self.repo.resolve()?, cx.hub(&self.token)?);
        if let Some(revision) = &self.resolve {
            let commit = hub.commit_of(&repo, revision).await?;
            match cx.out.format() {
                Format::Json => cx.out.object(&json!({"target_commit": commit}))?,
                _ => cx.out.raw(&commit)?,
            }
            return Ok(());
        }
        let refs = match self.include_pull_requests || self.only == Some(Kind::Pr) {
            true => hub.all_repo_refs(&repo).await?,
            false => hub.repo_refs(&repo).await?,
        };
        let rows: Vec<Row<'_>> = rows(&refs).filter(|row| self.only.is_none_or(|wanted| wanted == row.kind)).collect();
        Ok(cx.out.table(&rows, &COLUMNS)?)
    }
}

fn rows(refs: &GitRefs) -> impl Iterator<Item = Row<'_>> {
    let groups = [
        (Kind::Branch, &refs.branches),
        (Kind::Tag, &refs.tags),
        (Kind::Convert, &refs.converts),
        (Kind::Pr, &refs.pull_requests),
    ];
    groups.into_iter().flat_map(|(kind, refs)| refs.iter().map(move |of| Row::new(kind, of)))
}
