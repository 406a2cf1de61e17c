//! `hf models push`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::folder::{CONFIG, write_card, write_config};
use super::init::values;
use crate::api::models::Model;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::assignment::Assignment;
use crate::args::commit::CommitArgs;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::patterns::PatternArgs;
use crate::args::progress::ProgressArg;
use crate::args::repo::IdArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::commands::upload::upload;
use crate::context::Context;
use crate::transfer::safetensors::header_of;
use crate::transfer::upload::plan::FolderRules;
use crate::transfer::upload::{Local, Options, Order};

/// Publish the folder of a model in one commit
///
/// The repo is created if it is missing, a card is written if the folder has none, and the headers of safetensors files are
/// checked before anything is sent.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf models push my-model ada/my-model
  $ hf models push my-model ada/my-model --private --card-var docs_url=https://example.com/docs
  $ hf models push my-model ada/my-model --create-pr --exclude 'checkpoints/*' --delete '*.bin'")]
pub struct Push {
    /// Folder of the model
    #[arg(value_name = "DIR", value_parser = local_path())]
    folder: PathBuf,
    #[command(flatten)]
    repo: IdArg<Model>,
    /// Create the repo as private if it does not exist
    #[arg(long)]
    private: bool,
    /// JSON file to replace the folder's config.json with
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    config: Option<PathBuf>,
    /// Variable of the card that is written; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    card_var: Vec<Assignment>,
    #[command(flatten)]
    patterns: PatternArgs,
    /// Delete matching files from the repo in the same commit; may be repeated
    #[arg(long, value_name = "PATTERN")]
    delete: Vec<String>,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    secrets: AllowSecretArg,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Push {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if !self.folder.is_dir() {
            return Err(Misuse(format!("'{}' is not a folder", self.folder.display())).into());
        }
        self.check_weights()?;
        write_config(&self.folder, self.config.as_deref(), &Map::new())?;
        let mut variables = values(cx, &self.card_var)?;
        variables.entry("model_id").or_insert_with(|| Value::from(self.repo.id().name()));
        let fields = Map::from_iter([("tags".to_owned(), json!(["model_hub_mixin"]))]);
        write_card(&self.folder, None, (fields, &variables))?;
        if !self.folder.join(CONFIG).is_file() {
            cx.out.hint(&format!("without {CONFIG} the Hub does not count downloads: add one with --config"));
        }
        let rules = FolderRules {
            into: ".".to_owned(),
            include: self.patterns.include.clone(),
            exclude: self.patterns.exclude.clone(),
            delete: self.delete.clone(),
        };
        let order = Order {
            repo: self.repo.id().clone(),
            revision: self.revision.revision.clone(),
            local: Local::Folder { local: self.folder.clone(), rules },
            private: self.private.then_some(true),
            create_pr: self.commit.create_pr,
            single_commit: true,
            message: Some(self.commit.commit_message.clone().unwrap_or_else(|| "Push model with hf".to_owned())),
            description: self.commit.description(),
            xet: cx.xet(),
            options: Options { parent: self.commit.parent_commit.clone(), ..cx.upload_options(&self.secrets) },
        };
        let hub = cx.hub(&self.token)?.for_changes();
        upload(cx, &hub, &order, self.progress.progress).await
    }

    /// What is cut off or damaged is better found here than by whoever loads it.
    fn check_weights(&self) -> Result<()> {
        for entry in std::fs::read_dir(&self.folder)?.flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "safetensors") {
                let found = header_of(&path)?;
                if let Some(Err(error)) = found.size.map(|size| found.header.check_size(size)) {
                    bail!("'{}' is damaged: {error}", path.display());
                }
            }
        }
        Ok(())
    }
}
