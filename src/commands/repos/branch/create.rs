//! `hf repos branch create`.

use anyhow::Result;

use super::changed::Changed;
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::args::exists::ExistOkArg;
use crate::args::misuse::Misuse;
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// Create a branch
///
/// It starts at the head of the main branch unless --revision is given. An existing branch is not changed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos branch create my-org/my-model experiment
  $ hf repos branch create my-org/my-model release --revision v1.0
  $ hf repos branch create datasets/my-org/my-data draft --exist-ok")]
pub struct Create {
    #[command(flatten)]
    repo: RepoArgs,
    /// Name of the branch
    branch: Revision,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    exist_ok: ExistOkArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, branch) = (self.repo.resolve()?, &self.branch);
        if branch.as_str().starts_with("refs/") {
            return Err(Misuse(format!("'{branch}' is a full ref: expected the name of a branch")).into());
        }
        let hub = cx.hub(&self.token)?;
        let outcome = match hub.create_branch(&repo, branch, self.revision.revision.as_ref()).await {
            Err(error) if self.exist_ok.is_given() && error.is(RefusalKind::Forbidden) => {
                if has_branch(&hub, &repo, branch).await? { Ok(false) } else { Err(error.into()) }
            }
            outcome => self.exist_ok.created(&format!("branch '{branch}'"), outcome),
        };
        let branch = Changed::of(branch, &repo);
        if !outcome? {
            return Ok(cx.out.unchanged("Nothing to do: the branch already exists", &branch)?);
        }
        Ok(cx.out.done("Branch created", &branch)?)
    }
}

/// Whoever may not write there may still be content.
async fn has_branch(hub: &Hub, repo: &RepoId, branch: &Revision) -> Result<bool, HubError> {
    Ok(hub.repo_refs(repo).await?.branches.iter().any(|known| known.name == branch.as_str()))
}
