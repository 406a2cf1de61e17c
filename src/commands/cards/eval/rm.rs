//! `hf cards eval rm`.

use anyhow::Result;
use serde_json::{Map, Value};

use crate::api::card_data::MODEL_INDEX;
use crate::api::card_data::results::{self, EvalResult};
use crate::args::card::CardArgs;
use crate::args::commit::CommitArgs;
use crate::args::confirm::YesArg;
use crate::args::token::TokenArg;
use crate::commands::cards::change::change;
use crate::context::Context;

/// Remove evaluation results from a card, by default all
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards eval rm ada/tiny-bert --dataset-type beans
  $ hf cards eval rm README.md --metric-type accuracy --yes")]
pub struct Rm {
    #[command(flatten)]
    card: CardArgs,
    /// Only those of this task, such as image-classification
    #[arg(long, value_name = "TYPE")]
    task_type: Option<String>,
    /// Only those on this dataset, such as glue
    #[arg(long, value_name = "TYPE")]
    dataset_type: Option<String>,
    /// Only those of this metric, such as accuracy
    #[arg(long, value_name = "TYPE")]
    metric_type: Option<String>,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Rm {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve_with(&self.commit)?;
        let which = if self.fits_all() { "all evaluation results" } else { "these evaluation results" };
        self.yes.confirm(&cx.out, &format!("Remove {which} from {}?", place.name()))?;
        let remove = |card: &mut Map<String, Value>| {
            let Some(index) = card.get_mut(MODEL_INDEX) else { return Ok(()) };
            results::remove(index, |result| self.fits(result))?;
            if index.is_null() {
                card.shift_remove(MODEL_INDEX);
            }
            Ok(())
        };
        change(cx, &place, (&self.commit, &self.token), remove).await
    }

    fn fits_all(&self) -> bool {
        self.task_type.is_none() && self.dataset_type.is_none() && self.metric_type.is_none()
    }

    fn fits(&self, result: &EvalResult) -> bool {
        let is = |wanted: &Option<String>, value: &Value| wanted.as_ref().is_none_or(|wanted| value == wanted.as_str());
        is(&self.task_type, &result.task_type)
            && is(&self.dataset_type, &result.dataset_type)
            && is(&self.metric_type, &result.metric_type)
    }
}
