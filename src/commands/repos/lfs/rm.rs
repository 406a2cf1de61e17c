//! `hf repos lfs rm`.

use anyhow::{Result, bail};
use serde::Serialize;

use crate::api::Hub;
use crate::api::stored_files::{MOST_DELETIONS, StoredFile};
use crate::args::confirm::ProceedArgs;
use crate::args::missing::Missing;
use crate::args::repo::RepoArgs;
use crate::args::several;
use crate::args::token::TokenArg;
use crate::base::size::total;
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::output::quantity;

/// Delete large files from the storage of a repo permanently
///
/// Commits that name them keep names that lead nowhere, unless --rewrite-history removes them from all commits, whose
/// hashes change then.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos lfs rm my-org/my-model 607a30d783dfa663caf39e06633721c8d4cfcd7e607a30d783dfa663caf39e06 --dry-run
  $ hf repos lfs list my-org/my-model --unreferenced -q --limit 0 | hf repos lfs rm my-org/my-model - --yes")]
pub struct Remove {
    #[command(flatten)]
    repo: RepoArgs,
    /// SHA-256 of files, as `hf repos lfs list` shows them; - reads one per line from standard input
    #[arg(required = true, value_name = "OID")]
    oids: Vec<String>,
    /// Also remove the files from all commits
    #[arg(long)]
    rewrite_history: bool,
    #[command(flatten)]
    proceed: ProceedArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Removed<'a> {
    repo_id: &'a str,
    files: usize,
    freed: String,
    bytes: u64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
}

impl Remove {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve()?;
        let mut oids = several::read(&self.oids, &cx.out)?;
        oids.sort_unstable();
        oids.dedup();
        let hub = cx.hub(&self.token)?.for_changes();
        let files = self.chosen(&hub, &repo, &oids).await?;
        let bytes = total(files.iter().map(|file| file.size));
        let freed = quantity::bytes(bytes);
        let what = format!("{} of {} '{repo}' ({freed})", quantity::files(files.len()), repo.kind());
        let result = Removed { repo_id: repo.id(), files: files.len(), freed, bytes, dry_run: self.proceed.dry_run };
        if files.is_empty() {
            return Ok(cx.out.unchanged("Nothing to do: no file is named", &result)?);
        }
        if self.proceed.dry_run {
            files.iter().for_each(|file| cx.out.log(&format!("{} {}", file.file_oid, file.filename)));
            return Ok(cx.out.unchanged(&format!("Would delete {what}"), &result)?);
        }
        self.proceed.yes.confirm(&cx.out, &format!("Delete the content of {what} for good?"))?;
        let oids: Vec<&str> = oids.iter().map(String::as_str).collect();
        for oids in oids.chunks(MOST_DELETIONS) {
            hub.delete_stored_files(&repo, oids, self.rewrite_history).await?;
        }
        Ok(cx.out.done("Large files deleted", &result)?)
    }

    /// The files by these hashes. One that a branch or a tag needs is refused, unless it is removed from there too.
    async fn chosen(&self, hub: &Hub, repo: &RepoId, oids: &[String]) -> Result<Vec<StoredFile>> {
        if oids.is_empty() {
            return Ok(Vec::new());
        }
        let mut files = hub.stored_files(repo).all().await?;
        files.retain(|file| oids.contains(&file.file_oid));
        if let Some(unknown) = oids.iter().find(|oid| !files.iter().any(|file| file.file_oid == **oid)) {
            let hint = "list them with `hf repos lfs list REPO --limit 0`".to_owned();
            return Err(Missing { kind: "large file", name: unknown.clone(), hint }.into());
        }
        if !self.rewrite_history {
            let referenced = hub.referenced_files(repo).await?;
            if let Some(StoredFile { filename, .. }) = files.iter().find(|file| referenced.contains(&file.file_oid)) {
                bail!(
                    "'{filename}' is in use by a branch, tag or pull request: delete it there, or add --rewrite-history"
                );
            }
        }
        Ok(files)
    }
}
