//! `hf repos like`.

use anyhow::Result;

use super::liking::Liking;
use crate::api::Hub;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Like repos
///
/// The Hub may take likes on its website only.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos like openai-community/gpt2
  $ hf repos like datasets/ada/planets spaces/ada/hello")]
pub struct Like {
    #[command(flatten)]
    liking: Liking,
}

impl Like {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.liking.carry_out(cx, "Repo liked", async |hub: &Hub, repo: &RepoId| hub.like(repo).await).await
    }
}
