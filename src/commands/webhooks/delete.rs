//! `hf webhooks delete`.

use anyhow::Result;

use super::spec::Changed;
use crate::args::confirm::YesArg;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Delete a webhook
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks delete 654bbbc16f2ec14d77f109cc
  $ hf webhooks delete 654bbbc16f2ec14d77f109cc --yes")]
pub struct Delete {
    /// ID of the webhook
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.yes.confirm(&cx.out, &format!("Delete the webhook '{}' for good?", self.id))?;
        cx.hub(&self.token)?.delete_webhook(&self.id).await?;
        Ok(cx.out.done("Webhook deleted", &Changed { id: &self.id })?)
    }
}
