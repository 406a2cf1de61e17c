//! `hf cards eval list`.

use anyhow::Result;

use crate::api::card_data::{MODEL_INDEX, results};
use crate::args::card::CardArgs;
use crate::args::token::TokenArg;
use crate::commands::cards::document::fields;
use crate::commands::cards::source::read;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of_rows().for_people(&[
    "task_type",
    "dataset_type",
    "dataset_name",
    "dataset_split",
    "metric_type",
    "metric_value",
    "verified",
]);

/// List the evaluation results in a card, one per line
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf cards eval list ada/tiny-bert
  $ hf cards eval list README.md --json")]
pub struct List {
    #[command(flatten)]
    card: CardArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve()?;
        let card = fields(&read(cx, &place, &self.token).await?)?;
        let known = card.get(MODEL_INDEX).map(results::of_index).transpose()?.unwrap_or_default();
        Ok(cx.out.records(&known, &COLUMNS)?)
    }
}
