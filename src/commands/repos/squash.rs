//! `hf repos squash`.

use anyhow::Result;
use serde::Serialize;

use crate::api::refs::GitRefs;
use crate::args::confirm::ProceedArgs;
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::revision::Revision;
use crate::output::quantity::counted;

/// Replace all commits of a branch with a single one, permanently
///
/// The files stay as they are. Other branches, tags and pull requests keep the old commits, and the storage these take.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos squash my-org/my-model --dry-run
  $ hf repos squash my-org/my-model -m 'First release' --yes
  $ hf repos squash datasets/my-org/my-data --branch experiment")]
pub struct Squash {
    #[command(flatten)]
    repo: RepoArgs,
    /// Branch to squash
    #[arg(long, value_name = "BRANCH", default_value = "main")]
    branch: Revision,
    /// Message of the commit that stays
    #[arg(short = 'm', long, value_name = "TEXT")]
    commit_message: Option<String>,
    #[command(flatten)]
    proceed: ProceedArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Squashed<'a> {
    branch: &'a str,
    repo_type: &'static str,
    repo_id: &'a str,
    /// How many there were.
    commits: usize,
    /// Refs that may hold old commits.
    kept_by: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

impl Squash {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, branch) = (self.repo.resolve()?, &self.branch);
        let hub = cx.hub(&self.token)?.for_changes();
        let commits = hub.commits(&repo, branch, false).all().await?.len();
        let squashed = Squashed {
            branch: branch.as_str(),
            repo_type: repo.kind().singular(),
            repo_id: repo.id(),
            commits,
            kept_by: others(&hub.all_repo_refs(&repo).await?, branch),
            dry_run: self.proceed.dry_run,
        };
        if commits < 2 {
            return Ok(cx.out.unchanged("Nothing to do: the branch has a single commit", &squashed)?);
        }
        if self.proceed.dry_run {
            return Ok(cx.out.unchanged(&format!("Would squash {commits} commits into one"), &squashed)?);
        }
        if !squashed.kept_by.is_empty() {
            cx.out.log(&format!("Old commits may stay in {}", squashed.kept_by.join(", ")));
        }
        let what = format!("{} of '{branch}' in {} '{repo}'", counted(commits, "commit"), repo.kind());
        self.proceed.yes.confirm(&cx.out, &format!("Replace the {what} by a single one, for good?"))?;
        let message = self.commit_message.unwrap_or_else(|| format!("Super-squash branch '{branch}' using hf"));
        hub.squash_branch(&repo, branch, &message).await?;
        Ok(cx.out.done("Branch squashed", &squashed)?)
    }
}

/// The full names of all other refs.
fn others(refs: &GitRefs, branch: &Revision) -> Vec<String> {
    let all = [&refs.branches, &refs.tags, &refs.converts, &refs.pull_requests].into_iter().flatten();
    let own = format!("refs/heads/{branch}");
    all.map(|of| of.full_name.clone()).filter(|name| *name != own).collect()
}
