//! `hf discussions merge`.

use anyhow::Result;

use super::changed::Changed;
use super::status::StatusArgs;
use crate::api::error::RefusalKind;
use crate::context::Context;

/// Merge a pull request
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf discussions merge username/my-model 1
  $ hf discussions merge username/my-model 1 --comment 'Thank you' --yes")]
pub struct Merge {
    #[command(flatten)]
    args: StatusArgs,
}

impl Merge {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, num) = self.args.discussion.resolve()?;
        self.args.yes.confirm(&cx.out, &format!("Merge #{num} on '{}'?", repo.id()))?;
        let hub = cx.hub(&self.args.token)?;
        if let Err(error) = hub.merge_pull_request(&repo, num, self.args.comment()).await {
            if error.is(RefusalKind::Conflict) {
                let details = hub.discussion(&repo, num).await.ok();
                let files = details.as_ref().map(|details| details.conflicts().join(", ")).unwrap_or_default();
                cx.out.warning(&format!("files that changed on both sides: {files}"));
            }
            return Err(error.into());
        }
        Ok(cx.out.done(&format!("Merged #{num} in {}", repo.id()), &Changed::of(&repo, num))?)
    }
}
