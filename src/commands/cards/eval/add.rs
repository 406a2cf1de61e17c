//! `hf cards eval add`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

use super::results_file::{Common, ResultsFileArgs};
use crate::api::card_data::MODEL_INDEX;
use crate::api::card_data::results::{self, EvalResult};
use crate::args::card::{CardArgs, CardPlace};
use crate::args::commit::CommitArgs;
use crate::args::local_path::local_path;
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::base::yaml::{self, YamlError};
use crate::commands::cards::change::change;
use crate::context::Context;

/// Add evaluation results to the card of a model
///
/// Values are YAML: 0.9 is a number, '20.0 ± 1.2' is text. The same metric of the same run with another value needs
/// --overwrite.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards eval add ada/tiny-bert --task-type fill-mask --dataset-type wikitext --dataset-name WikiText --metric-type accuracy --metric-value 0.7
  $ hf cards eval add README.md --from results.json --model-name 'Tiny BERT'
  $ hf cards eval add ada/tiny-bert --from results.yaml --overwrite --create-pr
  $ hf cards eval add ada/tiny-bert --results-file hle --dataset cais/hle --task default --value 20.9")]
pub struct Add {
    #[command(flatten)]
    card: CardArgs,
    #[command(flatten)]
    result: ResultArgs,
    #[command(flatten)]
    file: ResultsFileArgs,
    /// Add the results of this JSON or YAML file: a list of objects with the names of these options (task_type), or a
    /// model-index
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    from: Option<PathBuf>,
    /// Name of the model for a card without results; the repo's by default
    #[arg(long, value_name = "NAME")]
    model_name: Option<String>,
    /// Replace values that are there
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    token: TokenArg,
}

/// One result.
#[derive(Default, clap::Args)]
struct ResultArgs {
    /// Task, such as image-classification
    #[arg(long, value_name = "TYPE")]
    task_type: Option<String>,
    /// Name of the task for people
    #[arg(long, value_name = "NAME")]
    task_name: Option<String>,
    /// Dataset: its ID on the Hub, or a word of your own
    #[arg(long, value_name = "TYPE")]
    dataset_type: Option<String>,
    /// Name of the dataset for people
    #[arg(long, value_name = "NAME")]
    dataset_name: Option<String>,
    /// Configuration of the dataset
    #[arg(long, value_name = "CONFIG")]
    dataset_config: Option<String>,
    /// Split of the dataset, such as test
    #[arg(long, value_name = "SPLIT")]
    dataset_split: Option<String>,
    /// Revision of the dataset
    #[arg(long, value_name = "REVISION")]
    dataset_revision: Option<String>,
    /// Arguments that the dataset was loaded with
    #[arg(long, value_name = "YAML", value_parser = yaml_value)]
    dataset_args: Option<Value>,
    /// Metric, such as accuracy
    #[arg(long, value_name = "TYPE")]
    metric_type: Option<String>,
    /// Name of the metric for people
    #[arg(long, value_name = "NAME")]
    metric_name: Option<String>,
    /// Value of the metric
    #[arg(long, value_name = "VALUE", value_parser = yaml_value, allow_hyphen_values = true)]
    metric_value: Option<Value>,
    /// Configuration of the metric
    #[arg(long, value_name = "CONFIG")]
    metric_config: Option<String>,
    /// Arguments that the metric was computed with
    #[arg(long, value_name = "YAML", value_parser = yaml_value)]
    metric_args: Option<Value>,
    /// The Hub has computed this itself
    #[arg(long)]
    verified: bool,
    /// Proof of that
    #[arg(long, value_name = "TOKEN")]
    verify_token: Option<String>,
    /// Name of the source of the result
    #[arg(long, value_name = "NAME", requires = "source_url")]
    source_name: Option<String>,
    /// Address of the source of the result
    #[arg(long, value_name = "URL")]
    source_url: Option<String>,
}

fn yaml_value(text: &str) -> Result<Value, YamlError> {
    yaml::read(text)
}

impl ResultArgs {
    fn is_given(&self) -> bool {
        self.task_type.is_some()
            || self.dataset_type.is_some()
            || self.metric_type.is_some()
            || self.metric_value.is_some()
    }

    fn result(&self) -> Result<EvalResult, Misuse> {
        let missing =
            |name: &str| Misuse(format!("--{name} is missing: a result needs task, dataset, metric and value"));
        let text = |given: &Option<String>| given.clone().map(Value::String);
        let needed = |given: &Option<String>, name: &str| text(given).ok_or_else(|| missing(name));
        Ok(EvalResult {
            task_type: needed(&self.task_type, "task-type")?,
            dataset_type: needed(&self.dataset_type, "dataset-type")?,
            dataset_name: needed(&self.dataset_name, "dataset-name")?,
            metric_type: needed(&self.metric_type, "metric-type")?,
            metric_value: self.metric_value.clone().ok_or_else(|| missing("metric-value"))?,
            task_name: text(&self.task_name),
            dataset_config: text(&self.dataset_config),
            dataset_split: text(&self.dataset_split),
            dataset_revision: text(&self.dataset_revision),
            dataset_args: self.dataset_args.clone(),
            metric_name: text(&self.metric_name),
            metric_config: text(&self.metric_config),
            metric_args: self.metric_args.clone(),
            verified: self.verified.then_some(Value::Bool(true)),
            verify_token: text(&self.verify_token),
            source_name: text(&self.source_name),
            source_url: text(&self.source_url),
        })
    }
}

impl Add {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve_with(&self.commit)?;
        if self.file.name().is_some() {
            let common = self.common()?;
            return self.file.add(cx, (&place, common, self.overwrite), (&self.commit, &self.token)).await;
        }
        let mut new = self.from.as_deref().map(results_of).transpose()?.unwrap_or_default();
        if self.from.is_none() || self.result.is_given() {
            new.push(self.result.result()?);
        }
        let name = self.model_name.clone().unwrap_or_else(|| name_of(&place));
        let add = |card: &mut Map<String, Value>| {
            let index = card.entry(MODEL_INDEX).or_insert(Value::Null);
            for result in &new {
                results::add(index, result, &name, self.overwrite)?;
            }
            Ok(())
        };
        change(cx, &place, (&self.commit, &self.token), add).await
    }
}

impl Add {
    /// What both forms of results have.
    fn common(&self) -> Result<Common, Misuse> {
        if self.from.is_some() || self.result.is_given() {
            let text = "--results-file takes --dataset, --task and --value, not the options of the card's results";
            return Err(Misuse(text.to_owned()));
        }
        let ResultArgs { dataset_revision, verify_token, source_name, source_url, .. } = &self.result;
        Ok(Common {
            dataset_revision: dataset_revision.clone(),
            verify_token: verify_token.clone(),
            source_name: source_name.clone(),
            source_url: source_url.clone(),
        })
    }
}

/// The name of a model whose card has no results yet.
fn name_of(place: &CardPlace) -> String {
    match place {
        CardPlace::Repo(repo, _) => repo.id().to_owned(),
        CardPlace::Input(_) | CardPlace::File(..) => "model".to_owned(),
    }
}

/// A list of results, or of models with theirs.
fn results_of(file: &Path) -> Result<Vec<EvalResult>> {
    let text = std::fs::read_to_string(file).map_err(UnreadableInput::at(file))?;
    let what = || format!("'{}' has no list of evaluation results", file.display());
    let value = yaml::read(&text).with_context(what)?;
    let is_index = value.get(0).is_some_and(|first| first.get("results").is_some());
    if is_index {
        results::of_index(&value).with_context(what)
    } else {
        serde_json::from_value(value).with_context(what)
    }
}
