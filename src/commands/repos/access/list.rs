//! `hf repos access list`.

use anyhow::Result;
use clap::ValueEnum;

use crate::api::access::RequestStatus;
use crate::args::limit::LimitArg;
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns =
    Columns::of(&["username", "fullname", "email", "timestamp", "status", "fields"]).whole("username");

/// List requests for access to a gated repo
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf repos access list my-org/my-model
  $ hf repos access list my-org/my-model --status accepted --limit 0 --json
  $ hf repos access list datasets/my-org/my-data --quiet")]
pub struct List {
    #[command(flatten)]
    repo: RepoArgs,
    /// Status of the requests
    #[arg(long, value_enum, value_name = "STATUS", default_value = "pending")]
    status: Status,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    Pending,
    Accepted,
    Rejected,
}

impl From<Status> for RequestStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::Accepted => Self::Accepted,
            Status::Rejected => Self::Rejected,
        }
    }
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, hub) = (self.repo.resolve()?, cx.hub(&self.token)?);
        cx.list(hub.access_requests(&repo, self.status.into()).take(self.limit.most()), &COLUMNS).await
    }
}
