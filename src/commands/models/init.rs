//! `hf models init`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::folder::{write_card, write_config};
use crate::args::assignment::Assignment;
use crate::args::local_path::local_path;
use crate::args::shard_size::ShardSize;
use crate::base::fs::create_folder;
use crate::base::safetensors::plan::Pattern;
use crate::context::Context;
use crate::transfer::background;
use crate::transfer::safetensors::{Input, Split, split};

/// The tag of models that were published this way, which the Hub's filters know.
const MIXIN_TAG: &str = "model_hub_mixin";
const WEIGHTS: &str = "model{suffix}.safetensors";

/// Prepare a folder for a new model: weights, config.json and a card
///
/// Weights are safetensors files, split if they are larger than the limit. Existing files are kept unless they are
/// given again. `hf models push` publishes the folder.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf models init my-model --weights trained.safetensors --config-set hidden_size=32 --license mit
  $ hf models init my-model --library my-lib --repo-url https://github.com/ada/my-lib --tag tiny")]
pub struct Init {
    /// Folder of the model, which is created if it is missing
    #[arg(value_name = "DIR", value_parser = local_path())]
    folder: PathBuf,
    /// Safetensors file to take the weights from; may be repeated
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    weights: Vec<PathBuf>,
    /// JSON file to take the configuration from
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    config: Option<PathBuf>,
    /// Value of the configuration; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    config_set: Vec<Assignment>,
    /// Library that loads the model
    #[arg(long, value_name = "NAME")]
    library: Option<String>,
    /// Task of the model, such as text-classification
    #[arg(long, value_name = "TASK")]
    pipeline_tag: Option<String>,
    /// License, such as mit
    #[arg(long, value_name = "LICENSE")]
    license: Option<String>,
    /// Tag; may be repeated
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// Address of the code
    #[arg(long, value_name = "URL")]
    repo_url: Option<String>,
    /// Address of the documentation
    #[arg(long, value_name = "URL")]
    docs_url: Option<String>,
    /// Field of the card's metadata; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    meta: Vec<Assignment>,
    /// Jinja template of the card
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    template: Option<PathBuf>,
    /// Maximum size of the tensors in one file, such as 5GB
    #[arg(long, value_name = "SIZE", default_value = "5GB")]
    max_shard_size: ShardSize,
}

impl Init {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let is_new = !self.folder.exists();
        let outcome = self.prepare(cx).await;
        if outcome.is_err() && is_new {
            // One that something was written to stays.
            drop(std::fs::remove_dir(&self.folder));
        }
        outcome
    }

    async fn prepare(&self, cx: &Context) -> Result<()> {
        let folder = &self.folder;
        create_folder(folder).with_context(|| format!("cannot create '{}'", folder.display()))?;
        let mut made = self.write_weights().await?;
        made.extend(write_config(folder, self.config.as_deref(), &values(cx, &self.config_set)?)?);
        let variables = json!({"repo_url": self.repo_url, "docs_url": self.docs_url, "model_id": name_of(folder)});
        let variables = variables.as_object().cloned().unwrap_or_default();
        made.extend(write_card(folder, self.template.as_deref(), (self.fields(cx)?, &variables))?);
        let shown = json!({"path": folder, "files": made});
        if made.is_empty() {
            return Ok(cx.out.unchanged("Nothing to write: the files exist", &shown)?);
        }
        Ok(cx.out.done("Model prepared", &shown)?)
    }

    async fn write_weights(&self) -> Result<Vec<PathBuf>> {
        if self.weights.is_empty() {
            return Ok(Vec::new());
        }
        let (input, pattern) = (Input::read(&self.weights)?, Pattern::parse(WEIGHTS).map_err(anyhow::Error::msg)?);
        let plan = input.plan(self.max_shard_size.0, &pattern);
        let order = Split { folder: self.folder.clone(), pattern, plan, metadata: Map::new() };
        Ok(background::run(move |interrupted| split(&input, &order, interrupted)).await??)
    }

    fn fields(&self, cx: &Context) -> Result<Map<String, Value>> {
        let mut fields = Map::new();
        let texts = [("library_name", &self.library), ("license", &self.license), ("pipeline_tag", &self.pipeline_tag)];
        for (key, value) in texts {
            fields.extend(value.as_ref().map(|value| (key.to_owned(), Value::from(value.as_str()))));
        }
        let tags: Vec<&str> = std::iter::once(MIXIN_TAG).chain(self.tag.iter().map(String::as_str)).collect();
        fields.insert("tags".to_owned(), json!(tags));
        fields.extend(values(cx, &self.meta)?);
        Ok(fields)
    }
}

fn name_of(folder: &std::path::Path) -> Option<String> {
    let real = std::path::absolute(folder).ok()?;
    Some(real.file_name()?.to_string_lossy().into_owned())
}

/// Values by their keys, which do not go down.
pub(super) fn values(cx: &Context, typed: &[Assignment]) -> Result<Map<String, Value>> {
    typed.iter().map(|field| Ok((field.key.to_string(), field.value(&cx.out)?))).collect()
}
