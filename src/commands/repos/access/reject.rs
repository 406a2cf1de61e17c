//! `hf repos access reject`.

use anyhow::Result;

use super::decision::Decision;
use crate::api::Hub;
use crate::api::access::RequestStatus;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Reject requests for access
///
/// A user who was rejected cannot ask again; `hf repos access cancel` puts the request back to pending.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos access reject my-org/my-model mallory
  $ hf repos access reject my-org/my-model mallory --reason 'Please use your work address'")]
pub struct Reject {
    #[command(flatten)]
    decision: Decision,
    /// Reason shown to the user
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Reject {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let reason = self.reason.as_deref();
        let reject = async |hub: &Hub, repo: &RepoId, user: &str| {
            hub.decide_access(repo, user, RequestStatus::Rejected, reason).await
        };
        self.decision.carry_out(cx, "Request rejected", reject).await
    }
}
