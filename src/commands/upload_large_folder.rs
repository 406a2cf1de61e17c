//! `hf upload-large-folder`: the older name for uploading a folder in several commits, which `hf upload` does too.

use std::path::PathBuf;

use anyhow::Result;

use super::upload::upload;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::patterns::PatternArgs;
use crate::args::progress::ProgressArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::argument::RepoArgument;
use crate::ids::repo::RepoKind;
use crate::output::ProgressMode;
use crate::transfer::upload::plan::FolderRules;
use crate::transfer::upload::{Local, Order};

const MESSAGE: &str = "Add files using upload-large-folder tool";

/// Upload a folder in several commits; `hf upload` does the same
#[derive(clap::Args)]
#[command(
    hide = true,
    after_help = "\
Examples:
  $ hf upload-large-folder ada/my-cool-model ./models --repo-type model"
)]
pub struct UploadLargeFolder {
    /// Repo ID, such as username/name
    repo_id: RepoArgument,
    /// Folder to upload
    #[arg(value_parser = local_path())]
    local_path: PathBuf,
    /// Type of the repo
    #[arg(long, value_name = "TYPE", value_parser = ["model", "dataset", "space"])]
    repo_type: Option<String>,
    #[command(flatten)]
    revision: RevisionArg,
    /// Create the repo as private if it does not exist
    #[arg(long)]
    private: bool,
    #[command(flatten)]
    patterns: PatternArgs,
    /// No effect: the number of connections is chosen automatically
    #[arg(long, value_name = "N")]
    num_workers: Option<usize>,
    /// No effect: there is no report
    #[arg(long)]
    no_report: bool,
    /// Hide progress
    #[arg(long)]
    no_bars: bool,
    #[command(flatten)]
    secrets: AllowSecretArg,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

impl UploadLargeFolder {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let order = self.order(cx)?;
        cx.out.log("Uploading in several commits; `hf upload` does the same. If interrupted, run it again to resume.");
        let mode = if self.no_bars { ProgressMode::None } else { self.progress.progress };
        upload(cx, &cx.hub(&self.token)?.for_changes(), &order, mode).await
    }

    fn order(&self, cx: &Context) -> Result<Order> {
        let kind = self.repo_type.as_deref().and_then(RepoKind::from_singular);
        let kind = kind.ok_or_else(|| Misuse("missing --repo-type: model, dataset or space".to_owned()))?;
        if !self.local_path.is_dir() {
            return Err(Misuse(format!("'{}' is not a folder", self.local_path.display())).into());
        }
        let PatternArgs { include, exclude } = self.patterns.clone();
        let rules = FolderRules { into: ".".to_owned(), include, exclude, delete: Vec::new() };
        Ok(Order {
            xet: cx.xet(),
            repo: self.repo_id.resolve(Some(kind))?,
            revision: self.revision.revision.clone(),
            local: Local::Folder { local: self.local_path.clone(), rules },
            private: self.private.then_some(true),
            create_pr: false,
            single_commit: false,
            message: Some(MESSAGE.to_owned()),
            description: String::new(),
            options: cx.upload_options(&self.secrets),
        })
    }
}
