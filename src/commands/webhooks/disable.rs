//! `hf webhooks disable`.

use anyhow::Result;

use super::spec::Changed;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Switch a webhook off, and keep it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks disable 654bbbc16f2ec14d77f109cc")]
pub struct Disable {
    /// ID of the webhook
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
    #[command(flatten)]
    token: TokenArg,
}

impl Disable {
    pub async fn run(self, cx: &Context) -> Result<()> {
        cx.hub(&self.token)?.switch_webhook(&self.id, false).await?;
        Ok(cx.out.done("Webhook disabled", &Changed { id: &self.id })?)
    }
}
