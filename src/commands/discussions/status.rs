//! Another status for a discussion or pull request: what `discussions close` and `discussions reopen` have in common.

use anyhow::Result;

use super::changed::Changed;
use crate::api::discussions::NewStatus;
use crate::args::confirm::YesArg;
use crate::args::discussion::DiscussionArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// A discussion, and what is said on the occasion.
#[derive(clap::Args)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    pub(super) discussion: DiscussionArgs,
    /// Comment to leave
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
    #[command(flatten)]
    pub(super) yes: YesArg,
    #[command(flatten)]
    pub(super) token: TokenArg,
}

impl StatusArgs {
    /// The comment without blanks around it; `None` for an empty one.
    pub(super) fn comment(&self) -> Option<&str> {
        self.comment.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// Sets the status once the user agrees. `deed` is the verb in the question, and `done` what was done.
    pub(super) async fn set(&self, cx: &Context, status: &str, (deed, done): (&str, &str)) -> Result<()> {
        let (repo, num) = self.discussion.resolve()?;
        self.yes.confirm(&cx.out, &format!("{deed} #{num} on '{}'?", repo.id()))?;
        let change = NewStatus { status, comment: self.comment() };
        cx.hub(&self.token)?.set_discussion_status(&repo, num, &change).await?;
        Ok(cx.out.done(&format!("{done} #{num} in {}", repo.id()), &Changed::of(&repo, num))?)
    }
}
