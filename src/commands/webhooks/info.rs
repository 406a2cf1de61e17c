//! `hf webhooks info`.

use anyhow::Result;

use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Format;

const HIDDEN: &str = "********";

/// Show a webhook, as JSON
///
/// Its secret is shown to programs alone.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf webhooks info 654bbbc16f2ec14d77f109cc
  $ hf webhooks info 654bbbc16f2ec14d77f109cc --json | jq .watched")]
pub struct Info {
    /// ID of the webhook
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
    #[command(flatten)]
    token: TokenArg,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let mut webhook = cx.hub(&self.token)?.webhook(&self.id).await?;
        if cx.out.format() == Format::Human && webhook.secret.is_some() {
            webhook.secret = Some(HIDDEN.to_owned());
            cx.out.hint("add --json to see the secret");
        }
        Ok(cx.out.record(&webhook)?)
    }
}
