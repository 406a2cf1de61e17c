//! `hf orgs info`.

use anyhow::Result;

use crate::args::token::TokenArg;
use crate::args::web::WebArg;
use crate::context::Context;

/// Show what the Hub knows about an organization, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf orgs info openai
  $ hf orgs info openai | jq .num_followers
  $ hf orgs info openai --web")]
pub struct Info {
    /// Organization name
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
        Ok(cx.out.record(&hub.organization(&self.name).await?)?)
    }
}
