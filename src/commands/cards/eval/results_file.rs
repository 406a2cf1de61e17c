//! `hf cards eval add --results-file NAME`: today's form of results, in a file of their own below `.eval_results`.

use anyhow::Result;
use serde_json::{Value, json};

use crate::api::card_data::results_file::{BenchmarkResult, FOLDER, added};
use crate::api::commits::Destination;
use crate::args::card::CardPlace;
use crate::args::commit::CommitArgs;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::base::fs::{create_folder, write_beside};
use crate::base::yaml::{self, YamlError};
use crate::commands::cards::change::{FileOfRepo, change_on_hub};
use crate::commands::committed;
use crate::context::Context;
use crate::ids::repo::RepoKind;

const NOTHING: &str = "Nothing to change: the file has this result";

/// A result on a benchmark of the Hub.
#[derive(Default, clap::Args)]
pub(super) struct ResultsFileArgs {
    /// Write the result to .eval_results/NAME.yaml, which the model's page and the benchmark's leaderboard show, and not to
    /// the card
    #[arg(long, value_name = "NAME", requires = "dataset", requires = "task", requires = "value")]
    results_file: Option<String>,
    /// With --results-file: the benchmark, a dataset's ID on the Hub
    #[arg(long, value_name = "ID", requires = "results_file")]
    dataset: Option<String>,
    /// With --results-file: the task within the benchmark
    #[arg(long, value_name = "ID", requires = "results_file")]
    task: Option<String>,
    /// With --results-file: the value
    #[arg(long, value_name = "VALUE", requires = "results_file", value_parser = yaml_value, allow_hyphen_values = true)]
    value: Option<Value>,
    /// With --results-file: when it was computed, such as 2025-01-15
    #[arg(long, value_name = "DATE", requires = "results_file")]
    date: Option<String>,
    /// With --results-file: the user to credit
    #[arg(long, value_name = "NAME", requires = "source_url", requires = "results_file")]
    source_user: Option<String>,
    /// With --results-file: the organization to credit
    #[arg(long, value_name = "NAME", requires = "source_url", requires = "results_file")]
    source_org: Option<String>,
    /// With --results-file: how it was computed
    #[arg(long, value_name = "TEXT", requires = "results_file")]
    notes: Option<String>,
}

/// What the options for both forms say.
pub(super) struct Common {
    pub(super) dataset_revision: Option<String>,
    pub(super) verify_token: Option<String>,
    pub(super) source_name: Option<String>,
    pub(super) source_url: Option<String>,
}

fn yaml_value(text: &str) -> Result<Value, YamlError> {
    yaml::read(text)
}

impl ResultsFileArgs {
    /// The name of the file, if there is to be one.
    pub(super) fn name(&self) -> Option<&str> {
        self.results_file.as_deref()
    }

    /// The path of the file in a repo.
    fn path(&self) -> Result<String, Misuse> {
        let name = self.name().unwrap_or_default();
        let name = name.strip_suffix(".yaml").unwrap_or(name);
        let is_plain = |character: char| character.is_alphanumeric() || "-_.".contains(character);
        if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
            return Err(Misuse(format!("'{name}' cannot be the name of a file: use letters, digits, dots and dashes")));
        }
        Ok(format!("{FOLDER}/{name}.yaml"))
    }

    fn result(&self, common: Common) -> BenchmarkResult {
        BenchmarkResult {
            dataset_id: self.dataset.clone().unwrap_or_default(),
            task_id: self.task.clone().unwrap_or_default(),
            value: self.value.clone().unwrap_or_default(),
            dataset_revision: common.dataset_revision,
            verify_token: common.verify_token,
            date: self.date.clone(),
            source_url: common.source_url,
            source_name: common.source_name,
            source_user: self.source_user.clone(),
            source_org: self.source_org.clone(),
            notes: self.notes.clone(),
        }
    }

    /// Adds the result to the file: in the repo by a commit, or beside a card of this machine.
    pub(super) async fn add(
        &self,
        cx: &Context,
        (place, common, overwrite): (&CardPlace, Common, bool),
        (commit, token): (&CommitArgs, &TokenArg),
    ) -> Result<()> {
        if place.kind() != RepoKind::Model {
            return Err(Misuse("only models have evaluation results".to_owned()).into());
        }
        let (path, result) = (self.path()?, self.result(common));
        let changed = |file: Option<&str>| Ok(added(file, &result, overwrite)?);
        match place {
            CardPlace::Input(_) => {
                Err(Misuse("--results-file needs a repo or a file, not standard input".to_owned()).into())
            }
            CardPlace::Repo(repo, revision) => {
                let revision = revision.clone().unwrap_or_default();
                let to = Destination { repo: repo.clone(), revision, create_pr: commit.create_pr };
                let file = FileOfRepo { to: &to, path: &path, summary: "Add evaluation results with hf" };
                let made = change_on_hub(cx, (file, token), commit, changed).await?;
                if made.is_new { committed::print(cx, &made) } else { committed::print_unchanged(cx, &made, NOTHING) }
            }
            CardPlace::File(card, _) => {
                let target = card.with_file_name(&path);
                let known = match std::fs::read_to_string(&target) {
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                    read => Some(read?),
                };
                let new = changed(known.as_deref())?;
                let printed = json!({"path": target});
                if known.as_ref() == Some(&new) {
                    return Ok(cx.out.unchanged(NOTHING, &printed)?);
                }
                if let Some(folder) = target.parent() {
                    create_folder(folder)?;
                }
                write_beside(&target, new.as_bytes(), None)?;
                Ok(cx.out.done("Result added", &printed)?)
            }
        }
    }
}
