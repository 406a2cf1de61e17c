//! `hf repos branch delete`.

use anyhow::Result;

use super::changed::Changed;
use crate::api::error::RefusalKind;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::RepoArgs;
use crate::context::Context;
use crate::ids::revision::Revision;

/// Delete a branch
///
/// Commits that no other branch or tag holds are lost. Asks for confirmation only on a terminal.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos branch delete my-org/my-model experiment
  $ hf repos branch delete my-org/my-data draft --type dataset --yes")]
pub struct Delete {
    #[command(flatten)]
    repo: RepoArgs,
    /// Name of the branch
    branch: Revision,
    #[command(flatten)]
    deletion: DeletionArgs,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, branch) = (self.repo.resolve()?, &self.branch);
        let question = format!("Delete the branch '{branch}' of {} '{repo}'?", repo.kind());
        self.deletion.yes.confirm_at_terminal(&cx.out, &question)?;
        let outcome = cx.hub(&self.deletion.token)?.delete_branch(&repo, branch).await;
        let is_gone = self.deletion.missing_ok.deleted(RefusalKind::RevisionNotFound, outcome)?;
        let branch = Changed::of(branch, &repo);
        if !is_gone {
            return Ok(cx.out.unchanged("Nothing to do: there is no such branch", &branch)?);
        }
        Ok(cx.out.done("Branch deleted", &branch)?)
    }
}
