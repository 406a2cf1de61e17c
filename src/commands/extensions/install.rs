//! `hf extensions install`.

use anyhow::Result;
use serde::Serialize;

use super::fetch;
use super::installed::{Kind, Store};
use crate::args::misuse::Misuse;
use crate::context::Context;
use crate::ids::extension::ExtensionRepo;

/// Install an extension from a public GitHub repository
///
/// An extension is somebody else's program or Python package. It runs with your rights and can read your token: install
/// only what you trust.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf extensions install alvarobartt/hf-mem
  $ hf extensions install hf-claude --force")]
pub struct Install {
    /// Repository, as [OWNER/]hf-NAME; the owner defaults to huggingface
    repo_id: ExtensionRepo,
    /// Replace an extension of that name
    #[arg(long)]
    force: bool,
}

#[derive(Serialize)]
struct Added<'a> {
    source: String,
    command: &'a str,
}

impl Install {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, store) = (&self.repo_id, Store::of(cx));
        let name = repo.name.as_str();
        if cx.is_command(name) {
            return Err(Misuse(format!("'{name}' is a command of hf: an extension cannot have its name")).into());
        }
        if store.folder(&repo.name).exists() && !self.force {
            let source = store.find(&repo.name).map(|known| format!(", from {}", known.manifest.repo_id));
            let source = source.unwrap_or_default();
            let hint = "add --force to replace it";
            return Err(Misuse(format!("extension '{name}' is already installed{source}: {hint}")).into());
        }
        let github = cx.github()?;
        let status = cx.out.status(&format!("Installing {repo}"));
        github.check_repo(repo).await?;
        let commit = fetch::commit(cx, &github, repo).await;
        let installed = fetch::install(cx, (&github, &store), repo, commit).await?;
        drop(status);
        let what = match installed.manifest.r#type {
            Kind::Binary => "Binary extension installed",
            Kind::Python => "Python extension installed",
        };
        let command = format!("hf {name}");
        cx.out.done(what, &Added { source: repo.to_string(), command: &command })?;
        cx.out.hint(&format!("run it with `{command}`"));
        Ok(())
    }
}
