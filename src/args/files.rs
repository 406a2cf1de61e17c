//! `-R`, `-h`, `--tree`: how files are listed.

use clap::ArgGroup;

use super::revision::RevisionArg;
use crate::ids::revision::Revision;
use crate::output::FileStyle;

/// How the files of a repo or of a bucket are listed.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct FilesArgs {
    /// Also list the files in folders
    #[arg(short = 'R', long)]
    pub recursive: bool,
    /// Show sizes with units, and short dates
    #[arg(short = 'h', long)]
    human_readable: bool,
    /// Show the files as a tree
    #[arg(long)]
    pub tree: bool,
}

impl FilesArgs {
    pub fn style(&self) -> FileStyle {
        FileStyle { human_readable: self.human_readable, tree: self.tree }
    }
}

/// Which files of a repo are listed, and how, by a verb that lists repos unless one is named.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(group = ArgGroup::new("of_one_repo")
    .args(["recursive", "human_readable", "tree", "revision"])
    .multiple(true)
    .requires("repo_id"))]
pub struct RepoFilesArgs {
    #[command(flatten)]
    pub files: FilesArgs,
    #[command(flatten)]
    revision: RevisionArg,
}

impl RepoFilesArgs {
    /// The revision that was typed, or the main branch.
    pub fn revision(&self) -> Revision {
        self.revision.revision.clone().unwrap_or_default()
    }
}
