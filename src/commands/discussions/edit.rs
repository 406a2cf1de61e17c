//! `hf discussions edit`.

use anyhow::Result;

use super::changed::Changed;
use super::text::TextArgs;
use crate::api::discussions::NewText;
use crate::args::discussion::DiscussionArgs;
use crate::args::missing::Missing;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Change a comment
///
/// Without a text the comment is opened in your editor.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions edit openai/gpt-oss-20b 2 68933a93cf7f2a64ed2c2e10 --body 'What I meant'
  $ hf discussions edit openai/gpt-oss-20b 2 68933a93cf7f2a64ed2c2e10 --editor")]
pub struct Edit {
    #[command(flatten)]
    discussion: DiscussionArgs,
    /// ID of the comment, which `hf discussions info` shows
    comment_id: String,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Edit {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, (repo, num)) = (cx.hub(&self.token)?, self.discussion.resolve()?);
        let id = self.comment_id.to_lowercase();
        let draft = if self.text.opens_editor(cx) {
            let details = hub.discussion(&repo, num).await?;
            let hint = format!("list the comments with `hf discussions info {} {num}`", repo.url_path());
            let comment = details.comment(&id).ok_or(Missing { kind: "comment", name: id.clone(), hint })?;
            comment.content.clone()
        } else if !self.text.is_given() {
            return Err(Misuse("no text: add --body, --body-file or --editor".to_owned()).into());
        } else {
            None
        };
        let mut text = self.text.written(cx, &hub, draft.as_deref()).await?;
        let outcome = hub.edit_comment(&repo, num, &NewText { comment: &id, text: &text.body }).await;
        text.kept_unless(cx, outcome)?;
        let changed = Changed { comment_id: Some(&self.comment_id), ..Changed::of(&repo, num) };
        Ok(cx.out.done(&format!("Edited comment {id} on #{num} in {}", repo.id()), &changed)?)
    }
}
