//! `hf repos clone`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::api::Hub;
use crate::api::repos::NewRepo;
use crate::args::misuse::Misuse;
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::commands::git::Git;
use crate::commands::lfs::enable_largefiles::set_up;
use crate::context::Context;
use crate::ids::repo::{RepoId, RepoKind};

/// What git asks for a password later, in this clone: `hf` answers for its own endpoint alone.
const HELPER: &str = "!hf auth git-credential";

/// Clone a repo with git
///
/// Git asks hf for the token, which is not stored in the clone. Large files are downloaded if git-lfs is installed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos clone my-org/my-model
  $ hf repos clone datasets/my-org/my-data data --skip-lfs-files
  $ hf repos clone my-org/my-model --revision refs/pr/3 --git-user Ada --git-email ada@example.com
  $ hf repos clone my-org/new-model --create")]
pub struct Clone {
    #[command(flatten)]
    repo: RepoArgs,
    /// Folder of the clone; defaults to the name of the repo
    dir: Option<PathBuf>,
    #[command(flatten)]
    revision: RevisionArg,
    /// Do not download large files: small pointer files stand in for them
    #[arg(long)]
    skip_lfs_files: bool,
    /// Name of the author of your commits in the clone
    #[arg(long, value_name = "NAME")]
    git_user: Option<String>,
    /// E-mail address of the author of your commits in the clone
    #[arg(long, value_name = "ADDRESS")]
    git_email: Option<String>,
    /// Create the repo first if it does not exist
    #[arg(long)]
    create: bool,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Cloned<'a> {
    path: &'a Path,
    repo_type: &'static str,
    repo_id: &'a str,
}

impl Clone {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve()?;
        let hub = cx.hub(&self.token)?;
        if self.create {
            create(&hub, &repo).await?;
        } else {
            // Git's own words for a repo that is missing or gated help nobody.
            hub.check_repo(&repo).await?;
        }
        let dir = self.dir.clone().unwrap_or_else(|| repo.name().into());
        self.clone_into(&dir, &hub, &repo)?;
        let inside = self.git(&dir);
        for (name, value) in [("user.name", &self.git_user), ("user.email", &self.git_email)] {
            if let Some(value) = value {
                inside.ask(&["config", name, value])?;
            }
        }
        if inside.ask(&["lfs", "install", "--local"]).is_ok() {
            set_up(&dir)?;
        } else {
            cx.out.warning("git-lfs is not installed: large files stay small files that point to them");
        }
        self.check_out(&inside)?;
        let (repo_type, repo_id) = (repo.kind().singular(), repo.id());
        Ok(cx.out.done("Cloned", &Cloned { path: &dir, repo_type, repo_id })?)
    }

    /// Makes the clone without files: what they need is set up first.
    fn clone_into(&self, dir: &Path, hub: &Hub, repo: &RepoId) -> Result<()> {
        let (endpoint, url) = (hub.endpoint(), hub.repo_url(repo));
        let target = dir.to_str().context("the name of the folder is not UTF-8")?;
        let own = std::env::current_exe().ok().and_then(|path| path.to_str().map(str::to_owned));
        let key = format!("credential.{endpoint}.helper=");
        // An empty helper takes away those that would keep the token elsewhere.
        let now = format!("{key}!'{}' auth git-credential", own.as_deref().unwrap_or("hf").replace('\'', r"'\''"));
        let later = format!("{key}{HELPER}");
        let words = ["-c", &key, "-c", &now, "clone", "--no-checkout", "--config", &key, "--config", &later];
        self.git(Path::new(".")).show(&[words.as_slice(), &["--", &url, target]].concat())
    }

    fn check_out(&self, inside: &Git) -> Result<()> {
        let Some(revision) = self.revision.revision.as_ref().map(ToString::to_string) else {
            // A repo without commits has nothing to be checked out.
            return if inside.ask(&["rev-parse", "HEAD"]).is_ok() { inside.show(&["checkout"]) } else { Ok(()) };
        };
        if let Some(name) = revision.strip_prefix("refs/") {
            inside.show(&["fetch", "origin", &revision])?;
            return inside.show(&["checkout", "-B", name, "FETCH_HEAD"]);
        }
        inside.show(&["checkout", &revision, "--"])
    }

    fn git(&self, folder: &Path) -> Git {
        let git = Git::in_folder(folder);
        let git = if self.skip_lfs_files { git.with("GIT_LFS_SKIP_SMUDGE", "1".to_owned()) } else { git };
        match self.token.given() {
            Some(token) => git.with("HF_TOKEN", token.expose().to_owned()),
            None => git,
        }
    }
}

async fn create(hub: &Hub, repo: &RepoId) -> Result<()> {
    if repo.kind() == RepoKind::Space {
        let text = "a Space needs an SDK: create it with `hf repos create --type space --sdk SDK`";
        return Err(Misuse(text.to_owned()).into());
    }
    hub.create_repo_if_missing(repo, &NewRepo::named(repo)).await?;
    Ok(())
}
