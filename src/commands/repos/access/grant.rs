//! `hf repos access grant`.

use anyhow::Result;

use super::decision::Decision;
use crate::api::Hub;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Grant access to users who have not asked for it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos access grant my-org/my-model ada
  $ hf repos access grant datasets/my-org/my-data - < users.txt")]
pub struct Grant {
    #[command(flatten)]
    decision: Decision,
}

impl Grant {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let grant = async |hub: &Hub, repo: &RepoId, user: &str| hub.grant_access(repo, user).await;
        self.decision.carry_out(cx, "Access granted", grant).await
    }
}
