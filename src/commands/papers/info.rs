//! `hf papers info`.

use anyhow::Result;

use crate::args::token::TokenArg;
use crate::args::web::WebArg;
use crate::context::Context;
use crate::ids::paper::PaperId;

/// Show details of a paper, as JSON
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf papers info 2501.12948
  $ hf papers info 2501.12948 | jq .summary
  $ hf papers info 2501.12948 --web")]
pub struct Info {
    /// ID of the paper at arXiv, or the address of its page
    #[arg(value_name = "PAPER_ID")]
    id: PaperId,
    #[command(flatten)]
    web: WebArg,
    // Papers are public: an expired token should not keep them away.
    #[command(flatten)]
    _token: TokenArg,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub_as(None)?;
        if self.web.is_given() {
            return Ok(cx.show_page(&hub.paper_url(&self.id))?);
        }
        Ok(cx.out.record(&hub.paper(&self.id).await?)?)
    }
}
