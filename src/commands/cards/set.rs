//! `hf cards set`.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::{Map, Value};

use super::change::change;
use super::fields::{append, set};
use super::source::mapping;
use crate::api::card_data::{MODEL_INDEX, results};
use crate::args::assignment::{Assignment, KeyPath};
use crate::args::card::CardArgs;
use crate::args::commit::CommitArgs;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Set fields of a card's metadata
///
/// Only the lines that change are rewritten: comments, order and line endings stay. Values are YAML; KEY+=VALUE adds to a
/// list, KEY=@FILE reads a file, and dots lead into nested fields. Changing an existing value needs --overwrite.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards set ada/tiny-bert license=mit 'tags+=[demo, tiny]'
  $ hf cards set ada/tiny-bert pipeline_tag=fill-mask --create-pr
  $ hf cards set README.md 'language=[en, fr]' widget=@widget.yaml --overwrite
  $ hf cards set datasets/ada/planets --from metadata.yaml -m 'Describe the data'")]
pub struct Set {
    #[command(flatten)]
    card: CardArgs,
    /// Fields, such as license=mit
    #[arg(value_name = "KEY=VALUE")]
    fields: Vec<Assignment>,
    /// Also set the fields in this YAML or JSON file
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    from: Option<PathBuf>,
    /// Replace values that are there
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Set {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve_with(&self.commit)?;
        if self.fields.is_empty() && self.from.is_none() {
            return Err(Misuse("there is nothing to set: name KEY=VALUE or --from FILE".to_owned()).into());
        }
        let whole = self.from.as_deref().map(mapping).transpose()?.unwrap_or_default();
        let typed = |field: &Assignment| anyhow::Ok((field.key.clone(), field.appends, field.value(&cx.out)?));
        let typed = self.fields.iter().map(typed).collect::<Result<Vec<_>>>()?;
        let set_all = |known: &mut Map<String, Value>| {
            for (key, value) in &whole {
                self.set(known, &KeyPath(vec![key.clone()]), value)?;
            }
            for (key, appends, value) in &typed {
                if *appends {
                    append(known, key, value.clone())?;
                } else {
                    self.set(known, key, value)?;
                }
            }
            Ok(())
        };
        change(cx, &place, (&self.commit, &self.token), set_all).await
    }

    /// Evaluation results are added to those that are there.
    fn set(&self, known: &mut Map<String, Value>, key: &KeyPath, value: &Value) -> Result<()> {
        let is_index = key.0 == [MODEL_INDEX] && value.is_array();
        match known.get_mut(MODEL_INDEX).filter(|index| is_index && !index.is_null()) {
            None => set(known, key, value.clone(), self.overwrite),
            Some(index) => {
                for result in results::of_index(value)? {
                    results::add(index, &result, "", self.overwrite)?;
                }
                Ok(())
            }
        }
    }
}
