//! `hf repos access accept`.

use anyhow::Result;

use super::decision::Decision;
use crate::api::Hub;
use crate::api::access::RequestStatus;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Accept requests for access
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos access accept my-org/my-model ada bob
  $ hf repos access list my-org/my-model --quiet | hf repos access accept my-org/my-model -")]
pub struct Accept {
    #[command(flatten)]
    decision: Decision,
}

impl Accept {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let accept = async |hub: &Hub, repo: &RepoId, user: &str| {
            hub.decide_access(repo, user, RequestStatus::Accepted, None).await
        };
        self.decision.carry_out(cx, "Request accepted", accept).await
    }
}
