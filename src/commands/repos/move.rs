//! `hf repos move`.

use anyhow::Result;
use serde::Serialize;

use crate::args::misuse::Misuse;
use crate::args::repo::RepoPairArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Rename a repo, or move it to another owner
///
/// The old ID keeps leading to the repo.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos move my-name/old-name my-name/new-name
  $ hf repos move my-name/my-data my-org/my-data --type dataset")]
pub struct Move {
    #[command(flatten)]
    repos: RepoPairArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Moved<'a> {
    from_id: &'a str,
    to_id: &'a str,
}

impl Move {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (from, to) = self.repos.resolve()?;
        if let Some(bare) = [&from, &to].into_iter().find(|repo| repo.namespace().is_none()) {
            return Err(Misuse(format!("'{bare}' has no namespace: expected namespace/name")).into());
        }
        cx.hub(&self.token)?.move_repo(&from, &to).await?;
        Ok(cx.out.done("Repo moved", &Moved { from_id: from.id(), to_id: to.id() })?)
    }
}
