//! `hf cards get`.

use anyhow::Result;
use serde_json::{Map, Value};

use super::document::fields;
use super::fields::find;
use super::source::read;
use crate::args::assignment::KeyPath;
use crate::args::card::CardArgs;
use crate::args::missing::Missing;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Format;

/// Print fields of a card's metadata, one per line
///
/// Dots lead into nested fields. Text is printed as it is, other values as JSON.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards get ada/tiny-bert license
  $ hf cards get README.md tags pipeline_tag --json
  $ hf cards get ada/tiny-bert model-index.0.name --default unnamed")]
pub struct Get {
    #[command(flatten)]
    card: CardArgs,
    /// Keys, such as license or model-index.0.name
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<KeyPath>,
    /// Print this for a key that is missing or null
    #[arg(long, value_name = "VALUE")]
    default: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

impl Get {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve()?;
        let known = fields(&read(cx, &place, &self.token).await?)?;
        let mut found = Map::new();
        for key in &self.keys {
            let default = || self.default.clone().map(Value::String);
            let hint = format!("see all keys of {} with `hf cards show --metadata`, or use --default", place.name());
            let missing = || Missing { kind: "key", name: key.to_string(), hint };
            let value = find(&known, key).cloned().or_else(default).ok_or_else(missing)?;
            found.insert(key.to_string(), value);
        }
        if cx.out.format() == Format::Json {
            return Ok(cx.out.object(&found)?);
        }
        found.values().try_for_each(|value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Ok(cx.out.raw(&text)?)
        })
    }
}
