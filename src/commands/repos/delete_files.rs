//! `hf repos delete-files`.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;

use crate::api::commits::Destination;
use crate::api::tree::TreeItem;
use crate::args::commit::CommitArgs;
use crate::args::confirm::ProceedArgs;
use crate::args::missing::Missing;
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::base::glob::Patterns;
use crate::context::Context;
use crate::output::quantity::files;
use crate::transfer::upload::Options;
use crate::transfer::upload::changes::{Change, ChangeSet};

/// Without it large files would no longer be kept apart from git.
const KEPT: &str = ".gitattributes";
/// Files that a question names.
const NAMED: usize = 5;

/// Delete files from a repo
///
/// In patterns, * matches slashes too, and a folder with a slash at its end means all files in it. Asks for
/// confirmation only on a terminal.
#[derive(clap::Args)]
#[command(
    name = "delete-files",
    after_help = "\
Examples:
  $ hf repos delete-files my-org/my-model old.bin
  $ hf repos delete-files my-org/my-model '*.json' logs/ --dry-run
  $ hf repos delete-files datasets/my-org/my-data train/ --commit-message 'Drop train' --create-pr"
)]
pub struct DeleteFiles {
    #[command(flatten)]
    repo: RepoArgs,
    /// Files, folders (ending with a slash) or patterns
    #[arg(required = true, value_name = "PATTERN")]
    patterns: Vec<String>,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    proceed: ProceedArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Deleted<'a> {
    repo_id: &'a str,
    commit_url: &'a str,
}

#[derive(Serialize)]
struct WouldDelete<'a> {
    repo_id: &'a str,
    files: &'a [String],
    dry_run: bool,
}

impl DeleteFiles {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let Some(page) = self.delete(cx).await? else { return Ok(()) };
        let repo = self.repo.resolve()?;
        Ok(cx.out.done("Files deleted", &Deleted { repo_id: repo.id(), commit_url: &page })?)
    }

    /// Deletes the files. Returns the page of the commit; `None` where it was only shown what would be deleted.
    pub(crate) async fn delete(&self, cx: &Context) -> Result<Option<String>> {
        let (repo, revision) = (self.repo.resolve()?, self.revision.revision.clone().unwrap_or_default());
        let hub = cx.hub(&self.token)?.for_changes();
        let listed = hub.tree(&repo, &revision, "", true).all().await?;
        let found = self.matching(listed)?;
        let what = format!("{} of {} '{repo}'", files(found.len()), repo.kind());
        if self.proceed.dry_run {
            found.iter().try_for_each(|path| cx.out.line(path))?;
            let would = WouldDelete { repo_id: repo.id(), files: &found, dry_run: true };
            cx.out.unchanged(&format!("Would delete {what}"), &would)?;
            return Ok(None);
        }
        self.proceed.yes.confirm_at_terminal(&cx.out, &format!("Delete {what}: {}?", some(&found)))?;
        let message = format!("Delete files {} with hf", self.patterns.join(" "));
        let set = ChangeSet {
            to: Destination { repo: repo.clone(), revision, create_pr: self.commit.create_pr },
            message: self.commit.commit_message.clone().unwrap_or(message),
            description: self.commit.description(),
            parent: self.commit.parent_commit.clone(),
            changes: found.into_iter().map(|path| Change::Delete { path }).collect(),
            xet: None,
            options: Options::default(),
        };
        let made = set.prepare(&hub).await?.run(&hub, Arc::new(())).await?;
        if let Some(page) = &made.pull_request {
            cx.out.log(&format!("Pull request: {page}"));
        }
        Ok(Some(made.url))
    }

    fn matching(&self, listed: Vec<TreeItem>) -> Result<Vec<String>, Missing> {
        let patterns = Patterns::new(&self.patterns, &[]);
        let files = listed.into_iter().filter(TreeItem::is_file).map(|item| item.path);
        let found: Vec<String> = files.filter(|path| patterns.admits(path) && path != KEPT).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let is_local = self.patterns.iter().any(|pattern| Path::new(pattern).exists());
        let hint = match is_local {
            true => "quote patterns, or the shell replaces them by the names of local files",
            false => "list the files with `hf models list REPO -R`, or use another --revision",
        };
        Err(Missing { kind: "file", name: self.patterns.join(" "), hint: hint.to_owned() })
    }
}

/// The first of them.
fn some(found: &[String]) -> String {
    let named = found.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match found.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
