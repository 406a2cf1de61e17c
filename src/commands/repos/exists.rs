//! `hf repos exists`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;

use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::commands::answer::answer;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Say whether a repo, a revision or a file exists
///
/// Exits with 0 if it does and with 3 if it does not, or if this account may not see it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos exists openai-community/gpt2
  $ hf repos exists datasets/ada/planets --revision v1.0 --quiet
  $ hf repos exists openai-community/gpt2 config.json --json")]
pub struct Exists {
    #[command(flatten)]
    repo: RepoArgs,
    /// Path of a file or folder in the repo
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    path: Option<String>,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Exists {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, hub) = (self.repo.resolve()?, cx.hub(&self.token)?);
        let is_there = match self.look(&hub, &repo).await {
            Ok(is_there) => is_there,
            Err(error) if error.is(RefusalKind::Gated) => true,
            Err(error) if error.is_missing() => false,
            Err(error) => return Err(error.into()),
        };
        answer(cx, "exists", is_there)
    }

    async fn look(&self, hub: &Hub, repo: &RepoId) -> Result<bool, HubError> {
        let revision = self.revision.revision.as_ref();
        match (&self.path, revision) {
            (Some(path), _) => {
                let path = path.trim_end_matches('/');
                let found = hub.paths_info(repo, &revision.cloned().unwrap_or_default(), &[path]).await?;
                Ok(!found.is_empty())
            }
            (None, Some(revision)) => hub.repo_info(repo, revision, None).await.map(|_| true),
            (None, None) => hub.check_repo(repo).await.map(|()| true),
        }
    }
}
