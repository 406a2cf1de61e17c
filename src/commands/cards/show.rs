//! `hf cards show`.

use anyhow::Result;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::document::{MetadataError, fields};
use super::source::read;
use crate::api::card_data;
use crate::args::card::{CardArgs, CardPlace};
use crate::args::token::TokenArg;
use crate::base::front_matter::{Parts, parts};
use crate::context::Context;
use crate::output::Format;

/// Show a card: all of it, its metadata or its text
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards show ada/tiny-bert
  $ hf cards show datasets/ada/planets --metadata --json
  $ hf cards show README.md --metadata --yaml
  $ hf cards show ada/tiny-bert --text --revision v1.0")]
pub struct Show {
    #[command(flatten)]
    card: CardArgs,
    /// Show only the metadata, as JSON
    #[arg(long, conflicts_with = "text")]
    metadata: bool,
    /// Show only the text below the metadata
    #[arg(long)]
    text: bool,
    /// Show the metadata as it is written
    #[arg(long, conflicts_with = "text")]
    yaml: bool,
    /// Show what can be read of invalid metadata, with a warning
    #[arg(long)]
    ignore_metadata_errors: bool,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    content: &'a str,
}

impl Show {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve()?;
        let card = read(cx, &place, &self.token).await?;
        let (block, text) = parts(&card).map_or(("", card.as_str()), |Parts { block, text, .. }| (block, text));
        if self.metadata && !self.yaml {
            let fields = self.fields(cx, &place, &card)?;
            let arranged = card_data::arranged(place.kind(), Value::Object(fields));
            return Ok(cx.out.record(&arranged.unwrap_or_else(|| json!({})))?);
        }
        let content = match () {
            () if self.yaml => block,
            () if self.text => text,
            () => &card,
        };
        if cx.out.format() == Format::Json {
            let id = if let CardPlace::Repo(repo, _) = &place { Some(repo.id()) } else { None };
            return Ok(cx.out.object(&Shown { id, content })?);
        }
        Ok(cx.out.foreign(content)?)
    }

    /// The metadata, which has to be valid unless that does not matter.
    fn fields(&self, cx: &Context, place: &CardPlace, card: &str) -> Result<Map<String, Value>, MetadataError> {
        match fields(card) {
            Err(error) if self.ignore_metadata_errors => {
                cx.out.warning(&format!("the metadata of {} is skipped: {error}", place.name()));
                Ok(Map::new())
            }
            known => known,
        }
    }
}
