//! `hf discussions info`.

use anyhow::Result;

use super::view::show;
use crate::args::discussion::DiscussionArgs;
use crate::args::token::TokenArg;
use crate::args::web::WebArg;
use crate::context::Context;
use crate::output::Format;

/// Show a discussion or pull request with all its comments
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions info openai/gpt-oss-20b 2
  $ hf discussions info datasets/username/data 5 --json | jq '.events[].content'
  $ hf discussions info openai/gpt-oss-20b 2 --web")]
pub struct Info {
    #[command(flatten)]
    discussion: DiscussionArgs,
    #[command(flatten)]
    web: WebArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Info {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, (repo, num)) = (cx.hub(&self.token)?, self.discussion.resolve()?);
        if self.web.is_given() {
            return Ok(cx.show_page(&hub.discussion_url(&repo, num))?);
        }
        let details = hub.discussion(&repo, num).await?;
        if cx.out.format() == Format::Human {
            return Ok(show(&cx.out, &details)?);
        }
        Ok(cx.out.record(&details)?)
    }
}
