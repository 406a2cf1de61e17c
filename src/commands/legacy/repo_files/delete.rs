//! `hf repo-files delete`, which is `hf repos delete-files` now.

use anyhow::Result;

use crate::commands::repos::delete_files::DeleteFiles;
use crate::context::Context;

/// Delete files from a repo: now hf repos delete-files
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf repo-files delete my-model 'folder/' '*.txt'")]
pub struct OldDelete {
    #[command(flatten)]
    command: DeleteFiles,
}

impl OldDelete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if !cx.out.settings().bare_results {
            cx.out.hint("`hf repo-files delete` is now `hf repos delete-files`");
            return self.command.run(cx).await;
        }
        // Scripts of its time cut the last word, which ends in a full stop.
        match self.command.delete(cx).await? {
            Some(page) => Ok(cx.out.text(&format!("Files deleted. Commit: {page}."))?),
            None => Ok(()),
        }
    }
}
