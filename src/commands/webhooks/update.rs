//! `hf webhooks update`.

use anyhow::Result;

use super::spec::{Changed, SpecArgs};
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Change what a webhook watches or calls
///
/// Options that are not given change nothing; --watch and --domain replace all earlier values.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks update 654bbbc16f2ec14d77f109cc --url https://example.com/new
  $ hf webhooks update 654bbbc16f2ec14d77f109cc --watch model:username/a --watch dataset:username/b")]
pub struct Update {
    /// ID of the webhook
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
    #[command(flatten)]
    spec: SpecArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Update {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let mut change = self.spec.change(cx, &self.token).await?;
        if change.is_empty() {
            return Err(
                Misuse("nothing to change: add --url, --job-id, --watch, --domain or --secret".to_owned()).into()
            );
        }
        let hub = cx.hub(&self.token)?;
        if change.watched.is_empty() {
            // The Hub would take none for all that is to be watched from now on.
            change.watched = hub.webhook(&self.id).await?.watched;
        }
        let webhook = hub.update_webhook(&self.id, &change).await?;
        Ok(cx.out.done("Webhook updated", &Changed { id: &webhook.id })?)
    }
}
