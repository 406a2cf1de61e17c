//! `hf repos access cancel`.

use anyhow::Result;

use super::decision::Decision;
use crate::api::Hub;
use crate::api::access::RequestStatus;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Put requests for access back to pending
///
/// Users whose request was accepted lose their access.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos access cancel my-org/my-model ada
  $ hf repos access list my-org/my-model --status accepted --quiet | hf repos access cancel my-org/my-model -")]
pub struct Cancel {
    #[command(flatten)]
    decision: Decision,
}

impl Cancel {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let cancel = async |hub: &Hub, repo: &RepoId, user: &str| {
            hub.decide_access(repo, user, RequestStatus::Pending, None).await
        };
        self.decision.carry_out(cx, "Request put back", cancel).await
    }
}
