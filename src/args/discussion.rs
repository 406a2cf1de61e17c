//! A discussion or pull request, as it is typed.

use super::misuse::Misuse;
use super::repo::RepoArgs;
use crate::ids::repo::{RepoId, RepoKind};

/// One discussion or pull request.
#[derive(Debug, Clone, clap::Args)]
pub struct DiscussionArgs {
    #[command(flatten)]
    repo: RepoArgs,
    /// Number of the discussion or pull request
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    num: u64,
}

impl DiscussionArgs {
    /// The repo, and the number in it.
    pub fn resolve(&self) -> Result<(RepoId, u64), Misuse> {
        Ok((discussed(&self.repo)?, self.num))
    }
}

/// A repo that people discuss.
pub fn discussed(repo: &RepoArgs) -> Result<RepoId, Misuse> {
    let repo = repo.resolve().map_err(|error| Misuse(error.to_string()))?;
    match repo.kind() {
        RepoKind::Kernel => Err(Misuse("kernels have no discussions".to_owned())),
        RepoKind::Model | RepoKind::Dataset | RepoKind::Space => Ok(repo),
    }
}
