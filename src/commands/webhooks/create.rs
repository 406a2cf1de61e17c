//! `hf webhooks create`.

use anyhow::Result;

use super::spec::{Changed, SpecArgs};
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Create a webhook
///
/// The Hub calls an address, or starts a job again, whenever one of the watched repos or accounts changes. The job does
/// not inherit secrets: give them here.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks create --watch model:username/my-model --url https://example.com/hook
  $ hf webhooks create --watch org:my-org --domain discussion --url https://example.com/hook
  $ hf webhooks create --watch dataset:username/data --job-id 687f911eaea852de79c4a50a --secrets HF_TOKEN")]
pub struct Create {
    #[command(flatten)]
    spec: SpecArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let mut webhook = self.spec.change(cx, &self.token).await?;
        if webhook.watched.is_empty() {
            return Err(Misuse("nothing to watch: add --watch TYPE:NAME".to_owned()).into());
        }
        if webhook.url.is_none() && webhook.job_source_id.is_none() {
            return Err(Misuse("nothing to call: add --url URL or --job-id JOB_ID".to_owned()).into());
        }
        webhook.domains.get_or_insert_with(|| ["repo", "discussion"].map(str::to_owned).to_vec());
        let webhook = cx.hub(&self.token)?.create_webhook(&webhook).await?;
        Ok(cx.out.done("Webhook created", &Changed { id: &webhook.id })?)
    }
}
