//! `hf users info`.

use anyhow::Result;

use crate::args::token::TokenArg;
use crate::args::web::WebArg;
use crate::context::Context;

/// Show what the Hub knows about a user, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf users info julien-c
  $ hf users info julien-c | jq .num_followers
  $ hf users info julien-c --web")]
pub struct Info {
    /// User name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    web: WebArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        if self.web.is_given() {
            return Ok(cx.show_page(&hub.namespace_url(&self.name))?);
        }
        Ok(cx.out.record(&hub.user(&self.name).await?)?)
    }
}
