//! `hf discussions list`.

use anyhow::Result;
use clap::ValueEnum;

use crate::args::discussion::discussed;
use crate::args::limit::LimitArg;
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

const COLUMNS: Columns =
    Columns::of(&["num", "title", "is_pull_request", "status", "author", "created_at"]).id("num").whole("num");

/// List the discussions and pull requests of a repo
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf discussions list openai/gpt-oss-20b
  $ hf discussions list datasets/username/data --kind pull_request --status merged
  $ hf discussions list openai/gpt-oss-20b --author username --status all --limit 0")]
pub struct List {
    #[command(flatten)]
    repo: RepoArgs,
    /// Only those with this status
    #[arg(short, long, value_enum, default_value_t = Status::Open)]
    status: Status,
    /// Only discussions, or only pull requests
    #[arg(short = 'k', long = "kind", value_name = "KIND", value_enum, default_value_t = Kind::All)]
    only: Kind,
    /// Only those that this user opened
    #[arg(long, value_name = "USER")]
    author: Option<String>,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Status {
    Open,
    Closed,
    Merged,
    Draft,
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Kind {
    All,
    Discussion,
    PullRequest,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, repo) = (cx.hub(&self.token)?, discussed(&self.repo)?);
        let kind = match self.only {
            Kind::All => None,
            Kind::Discussion => Some("discussion"),
            Kind::PullRequest => Some("pull_request"),
        };
        // The Hub knows two of them; the others are picked out of all here.
        let (status, only) = match self.status {
            Status::Open => (Some("open"), None),
            Status::Closed => (Some("closed"), None),
            Status::Merged => (None, Some("merged")),
            Status::Draft => (None, Some("draft")),
            Status::All => (None, None),
        };
        let query = Query::new().maybe("type", kind).maybe("status", status).maybe("author", self.author.as_ref());
        let pages = hub.discussions(&repo, &query, move |one| only.is_none_or(|status| one.status == status));
        cx.list(pages.take(self.limit.most()), &COLUMNS).await
    }
}
