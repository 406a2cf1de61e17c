//! `hf collections update`.

use anyhow::Result;

use super::changed::Place;
use crate::api::collections::CollectionChange;
use crate::args::collection::CollectionArg;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Change the title, description, position, colour or visibility of a collection
///
/// Options that are not given change nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf collections update username/things-64f9a55bb3115b4f513ec026 --title 'Better things'
  $ hf collections update username/things-64f9a55bb3115b4f513ec026 --private --description ''
  $ hf collections update username/things-64f9a55bb3115b4f513ec026 --position 0 --theme green")]
pub struct Update {
    #[command(flatten)]
    collection: CollectionArg,
    /// New title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// New description; empty to remove it
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Position among the collections of its owner, from 0
    #[arg(long, value_name = "N")]
    position: Option<u64>,
    /// Make it private; --no-private makes it public
    #[arg(long, overrides_with = "no_private")]
    private: bool,
    #[arg(long, overrides_with = "private", hide = true)]
    no_private: bool,
    /// Colour of its page, such as green
    #[arg(long, value_name = "COLOR")]
    theme: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

impl Update {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let private = self.private.then_some(true).or_else(|| self.no_private.then_some(false));
        let Self { title, description, position, theme, .. } = self;
        let change = CollectionChange { position, private, theme, title, description };
        if change == CollectionChange::default() {
            return Err(Misuse(
                "nothing to change: add --title, --description, --position, --private or --theme".to_owned(),
            )
            .into());
        }
        let hub = cx.hub(&self.token)?;
        let collection = hub.update_collection(self.collection.slug(), &change).await?;
        Ok(cx.out.done("Collection updated", &Place::of(&hub, &collection.slug))?)
    }
}
