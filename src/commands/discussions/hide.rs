//! `hf discussions hide`.

use anyhow::Result;

use super::changed::Changed;
use crate::args::confirm::YesArg;
use crate::args::discussion::DiscussionArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Hide a comment permanently
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions hide username/my-model 2 68933a93cf7f2a64ed2c2e10
  $ hf discussions hide username/my-model 2 68933a93cf7f2a64ed2c2e10 --yes")]
pub struct Hide {
    #[command(flatten)]
    discussion: DiscussionArgs,
    /// ID of the comment, which `hf discussions info` shows
    comment_id: String,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Hide {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let ((repo, num), id) = (self.discussion.resolve()?, self.comment_id.to_lowercase());
        let question = format!("Hide comment {id} on #{num} in '{}'? Nobody can show it again.", repo.id());
        self.yes.confirm(&cx.out, &question)?;
        cx.hub(&self.token)?.hide_comment(&repo, num, &id).await?;
        let changed = Changed { comment_id: Some(&self.comment_id), ..Changed::of(&repo, num) };
        Ok(cx.out.done(&format!("Hid comment {id} on #{num} in {}", repo.id()), &changed)?)
    }
}
