//! What owners decide about users, one by one.

use anyhow::Result;
use serde::Serialize;

use crate::api::{Hub, HubError};
use crate::args::repo::RepoArgs;
use crate::args::several;
use crate::args::token::TokenArg;
use crate::commands::each::each;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// A repo, and users.
#[derive(clap::Args)]
pub(super) struct Decision {
    #[command(flatten)]
    repo: RepoArgs,
    /// User names; - reads one per line from standard input
    #[arg(required = true, value_name = "USER")]
    users: Vec<String>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Decided<'a> {
    user: &'a str,
    repo_type: &'static str,
    repo_id: &'a str,
}

impl Decision {
    /// Does it for each user, and says `done` of each.
    pub(super) async fn carry_out(
        &self,
        cx: &Context,
        done: &str,
        act: impl AsyncFn(&Hub, &RepoId, &str) -> Result<(), HubError>,
    ) -> Result<()> {
        let repo = self.repo.resolve()?;
        let (users, hub) = (several::read(&self.users, &cx.out)?, cx.hub(&self.token)?);
        each(&users, async |user| {
            act(&hub, &repo, user).await?;
            Ok(cx.out.done(done, &Decided { user, repo_type: repo.kind().singular(), repo_id: repo.id() })?)
        })
        .await
    }
}
