//! `hf repos preupload`.

use std::sync::Arc;

use anyhow::Result;

use crate::api::commits::Destination;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::misuse::Misuse;
use crate::args::operations::AddWord;
use crate::args::operations::file::OpLine;
use crate::args::place::PlaceArgs;
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::{Action, Format};
use crate::transfer::upload::changes::{Change, NewContent, preupload};
use crate::transfer::upload::{Job, Options};
use crate::transfer::xet::Xet;

/// Send large files ahead of a commit
///
/// Prints one line per file, which `hf repos commit --ops` reads, so that files can be deleted once they are sent. Content
/// that is never committed is removed by the Hub after some time. Small files go into the commit itself.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos preupload ada/model weights.safetensors > changes.jsonl
  $ hf repos preupload datasets/ada/data shard.bin:data/shard-7.bin --json >> changes.jsonl
  $ hf repos preupload ada/model weights.bin --create-pr --quiet")]
pub struct Preupload {
    #[command(flatten)]
    place: PlaceArgs,
    /// Files to send, with their paths in the repo
    #[arg(required = true, value_name = "LOCAL[:PATH]")]
    files: Vec<AddWord>,
    /// The commit will open a pull request
    #[arg(long)]
    create_pr: bool,
    /// Maximum number of requests for content at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_workers: Option<u16>,
    #[command(flatten)]
    secrets: AllowSecretArg,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Preupload {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, revision) = self.place.resolve()?.whole()?;
        if self.files.iter().any(AddWord::is_input) {
            return Err(
                Misuse("standard input cannot be sent ahead: use `hf repos commit --add -:PATH`".to_owned()).into()
            );
        }
        let hub = cx.hub(&self.token)?.for_changes();
        let job = Job {
            to: Destination { repo, revision: revision.unwrap_or_default(), create_pr: self.create_pr },
            message: String::new(),
            description: String::new(),
            xet: cx.xet().and_then(|settings| Xet::new(&hub, &settings)),
            options: Options { requests: self.max_workers.map(usize::from), ..cx.upload_options(&self.secrets) },
        };
        let files = self.files.into_iter().map(|AddWord { local, path }| (path, local)).collect();
        let meter = Arc::new(cx.out.meter(self.progress.progress, Action::Upload));
        for (path, object) in preupload(&hub, &job, files, meter).await? {
            if cx.out.format() == Format::Quiet {
                cx.out.raw(&object.oid)?;
            } else {
                let change = Change::Add { path, content: NewContent::Uploaded(object) };
                cx.out.json_line(&OpLine::of(&change))?;
            }
        }
        Ok(())
    }
}
