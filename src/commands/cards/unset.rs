//! `hf cards unset`.

use anyhow::Result;
use serde_json::{Map, Value};

use super::change::change;
use super::fields::unset;
use crate::args::assignment::KeyPath;
use crate::args::card::CardArgs;
use crate::args::commit::CommitArgs;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Remove fields from a card's metadata
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards unset ada/tiny-bert license_link
  $ hf cards unset README.md widget model-index.0.results.1
  $ hf cards unset ada/tiny-bert tags --create-pr -m 'Drop the tags'")]
pub struct Unset {
    #[command(flatten)]
    card: CardArgs,
    /// Keys, such as license or model-index.0.name
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<KeyPath>,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Unset {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve_with(&self.commit)?;
        let remove = |known: &mut Map<String, Value>| {
            self.keys.iter().for_each(|key| {
                unset(known, key);
            });
            Ok(())
        };
        change(cx, &place, (&self.commit, &self.token), remove).await
    }
}
