//! What the verbs about likes of repos share.

use anyhow::Result;

use super::changed::ChangedRepo;
use crate::api::{Hub, HubError};
use crate::args::repo::ReposArgs;
use crate::args::token::TokenArg;
use crate::commands::each::each;
use crate::context::Context;
use crate::ids::repo::RepoId;

#[derive(clap::Args)]
pub(super) struct Liking {
    #[command(flatten)]
    repos: ReposArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Liking {
    /// Does it for each repo, and says `done` of each.
    pub(super) async fn carry_out(
        &self,
        cx: &Context,
        done: &str,
        act: impl AsyncFn(&Hub, &RepoId) -> Result<(), HubError>,
    ) -> Result<()> {
        let (repos, hub) = (self.repos.resolve(&cx.out)?, cx.hub(&self.token)?);
        each(&repos, async |repo| {
            act(&hub, repo).await?;
            Ok(cx.out.done(done, &ChangedRepo::of(repo))?)
        })
        .await
    }
}
