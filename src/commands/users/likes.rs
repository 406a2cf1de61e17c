//! `hf users likes`.

use anyhow::Result;

use crate::args::limit::LimitArg;
use crate::args::namespace::NamespaceArg;
use crate::args::repo::TypeArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["id", "type", "created_at"]).whole("id");

/// List the repos that a user likes
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf users likes
  $ hf users likes julien-c --type dataset --limit 0 --quiet")]
pub struct Likes {
    /// User name; defaults to your own account
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    token: TokenArg,
}

impl Likes {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        let name = cx.namespace(&hub, &NamespaceArg { namespace: self.name }).await?;
        let kind = self.kind.given();
        let liked = hub.user_likes(&name).retain(|repo| kind.is_none_or(|kind| repo.kind == kind.singular()));
        cx.list(liked.take(self.limit.most()), &COLUMNS).await
    }
}
