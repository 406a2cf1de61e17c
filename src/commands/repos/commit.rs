//! `hf repos commit`.

use std::sync::Arc;

use anyhow::Result;

use crate::api::commits::Destination;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::commit::CommitArgs;
use crate::args::operations::OperationsArgs;
use crate::args::operations::file::OpLine;
use crate::args::place::PlaceArgs;
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::base::fs::Temporary;
use crate::commands::committed;
use crate::commands::piped::{STDIN, received};
use crate::context::Context;
use crate::output::Action;
use crate::output::quantity::counted;
use crate::transfer::upload::Options;
use crate::transfer::upload::changes::{Change, ChangeSet, NewContent};

/// Commit additions, deletions, copies and moves at once
///
/// They are applied in the order in which they are written. Copies see the repo as it was before the commit. --dry-run
/// prints them as lines that --ops reads.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos commit ada/model --add weights-final.h5:weights.h5 --delete old.h5 --delete logs/ -m 'New weights'
  $ hf repos commit ada/model --copy config.json@v1.0:config.json --move a.bin:b.bin
  $ hf repos commit ada/model --copy hf://ada/other/vocab.txt:vocab.txt --create-pr
  $ hf repos commit datasets/ada/data --ops changes.jsonl -m 'Commit all shards'
  $ date | hf repos commit datasets/ada/data --add -:updated.txt")]
pub struct Commit {
    #[command(flatten)]
    place: PlaceArgs,
    #[command(flatten)]
    operations: OperationsArgs,
    #[command(flatten)]
    commit: CommitArgs,
    /// Maximum number of requests for content at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_workers: Option<u16>,
    /// Print the changes without making them
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    secrets: AllowSecretArg,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Commit {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, revision) = self.place.resolve()?.whole()?;
        let changes = self.operations.read()?;
        let message = self.commit.commit_message.clone().unwrap_or_else(|| summary(&changes));
        let set = ChangeSet {
            to: Destination { repo, revision: revision.unwrap_or_default(), create_pr: self.commit.create_pr },
            message,
            description: self.commit.description(),
            parent: self.commit.parent_commit.clone(),
            changes,
            xet: cx.xet(),
            options: Options { requests: self.max_workers.map(usize::from), ..cx.upload_options(&self.secrets) },
        };
        let mut set = set.checked()?;
        if self.dry_run {
            return set.changes.iter().try_for_each(|change| Ok(cx.out.json_line(&OpLine::of(change))?));
        }
        let _input = read_input(cx, &mut set.changes).await?;
        let hub = cx.hub(&self.token)?.for_changes();
        let prepared = set.prepare(&hub).await?;
        prepared.remarks.iter().for_each(|remark| cx.out.warning(remark));
        let meter = Arc::new(cx.out.meter(self.progress.progress, Action::Upload));
        committed::print(cx, &prepared.run(&hub, meter).await?)
    }
}

/// Keeps what standard input brings in a file, which ends with the returned value.
async fn read_input(cx: &Context, changes: &mut [Change]) -> Result<Option<Temporary>> {
    for change in changes {
        if let Change::Add { content: NewContent::File(local), .. } = change
            && local.as_os_str() == STDIN
        {
            let input = received(cx, STDIN).await?;
            input.path().clone_into(local);
            return Ok(Some(input));
        }
    }
    Ok(None)
}

/// The message of a commit that was given none.
fn summary(changes: &[Change]) -> String {
    match changes {
        [Change::Add { path, .. }] => format!("Upload {path} with hf"),
        [Change::Delete { path }] => format!("Delete {path} with hf"),
        [Change::Copy { path, from }] => format!("Copy {} to {path} with hf", from.path),
        changes => format!("Commit {} with hf", counted(changes.len(), "change")),
    }
}
