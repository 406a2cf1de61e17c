//! `hf discussions comment`.

use anyhow::Result;

use super::changed::Changed;
use super::text::TextArgs;
use crate::args::discussion::DiscussionArgs;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Comment on a discussion or pull request
///
/// Without a text it is written in your editor.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions comment openai/gpt-oss-20b 2 --body 'Thanks!'
  $ hf discussions comment openai/gpt-oss-20b 2 --body-file answer.md --attach plot.png
  $ git log -1 --format=%B | hf discussions comment openai/gpt-oss-20b 2 --body-file -")]
pub struct Comment {
    #[command(flatten)]
    discussion: DiscussionArgs,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Comment {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, (repo, num)) = (cx.hub(&self.token)?, self.discussion.resolve()?);
        let draft = self.text.opens_editor(cx).then_some("");
        let mut text = self.text.written(cx, &hub, draft).await?;
        if text.body.is_empty() {
            return Err(Misuse("no text: add --body, --body-file, --editor or --attach".to_owned()).into());
        }
        let outcome = hub.comment(&repo, num, &text.body).await;
        let comment = text.kept_unless(cx, outcome)?;
        cx.out.done(&format!("Commented on #{num} in {}", repo.id()), &Changed::of(&repo, num))?;
        cx.out.hint(&format!("change it with `hf discussions edit {} {num} {}`", repo.url_path(), comment.id));
        Ok(())
    }
}
