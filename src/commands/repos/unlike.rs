//! `hf repos unlike`.

use anyhow::Result;

use super::liking::Liking;
use crate::api::Hub;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Take back likes of repos
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos unlike openai-community/gpt2
  $ hf repos unlike datasets/ada/planets spaces/ada/hello")]
pub struct Unlike {
    #[command(flatten)]
    liking: Liking,
}

impl Unlike {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.liking.carry_out(cx, "Like taken back", async |hub: &Hub, repo: &RepoId| hub.unlike(repo).await).await
    }
}
