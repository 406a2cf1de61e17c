//! `hf cards push`.

use std::io::Read;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::change::NewFile;
use crate::api::commits::Destination;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::commit::CommitArgs;
use crate::args::local_path::local_text;
use crate::args::missing::UnreadableInput;
use crate::args::place::PlaceArgs;
use crate::args::token::TokenArg;
use crate::commands::committed;
use crate::commands::piped::STDIN;
use crate::commands::repo_card::CARD;
use crate::context::Context;
use crate::transfer::upload::Options;

/// Check a card and commit it as the README.md of a repo
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards push ada/tiny-bert README.md
  $ hf cards push datasets/ada/planets card.md --create-pr -m 'Describe the data'")]
pub struct Push {
    #[command(flatten)]
    place: PlaceArgs,
    /// The card; - reads standard input
    #[arg(value_name = "FILE", value_parser = local_text())]
    file: String,
    /// Do not ask the Hub whether the metadata is valid
    #[arg(long)]
    no_validate: bool,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    secrets: AllowSecretArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Push {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, revision) = self.place.resolve()?.whole()?;
        let mut card = Vec::new();
        if self.file == STDIN {
            std::io::stdin().read_to_end(&mut card).context("cannot read standard input")?;
        } else {
            card = std::fs::read(&self.file).map_err(UnreadableInput::at(Path::new(&self.file)))?;
        }
        let hub = cx.hub(&self.token)?.for_changes();
        let new = NewFile {
            to: Destination { repo, revision: revision.unwrap_or_default(), create_pr: self.commit.create_pr },
            path: CARD,
            commit: &self.commit,
            summary: "Upload README.md with hf",
            parent: self.commit.parent_commit.clone(),
            options: Options { unchecked_card: self.no_validate, ..cx.upload_options(&self.secrets) },
        };
        committed::print(cx, &new.send(cx, &hub, &card).await?)
    }
}
