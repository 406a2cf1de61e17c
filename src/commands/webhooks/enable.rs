//! `hf webhooks enable`.

use anyhow::Result;

use super::spec::Changed;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Switch a webhook on
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks enable 654bbbc16f2ec14d77f109cc")]
pub struct Enable {
    /// ID of the webhook
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
    #[command(flatten)]
    token: TokenArg,
}

impl Enable {
    pub async fn run(self, cx: &Context) -> Result<()> {
        cx.hub(&self.token)?.switch_webhook(&self.id, true).await?;
        Ok(cx.out.done("Webhook enabled", &Changed { id: &self.id })?)
    }
}
