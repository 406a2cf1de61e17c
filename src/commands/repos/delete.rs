//! `hf repos delete`.

use anyhow::Result;

use super::changed::ChangedRepo;
use crate::api::error::RefusalKind;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::RepoArgs;
use crate::context::Context;

/// Delete a repo with all its files and its history
///
/// It cannot be restored.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos delete my-model
  $ hf repos delete my-org/my-data --type dataset --yes
  $ hf repos delete spaces/my-org/my-space --yes --missing-ok")]
pub struct Delete {
    #[command(flatten)]
    repo: RepoArgs,
    #[command(flatten)]
    deletion: DeletionArgs,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve()?;
        let question = format!("Delete {} '{repo}' with all its files and its history for good?", repo.kind());
        self.deletion.yes.confirm(&cx.out, &question)?;
        let outcome = cx.hub(&self.deletion.token)?.delete_repo(&repo).await;
        if !self.deletion.missing_ok.deleted(RefusalKind::RepoNotFound, outcome)? {
            return Ok(cx.out.unchanged("Nothing to do: there is no such repo", &ChangedRepo::of(&repo))?);
        }
        Ok(cx.out.done("Repo deleted", &ChangedRepo::of(&repo))?)
    }
}
