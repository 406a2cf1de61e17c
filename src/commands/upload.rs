//! `hf upload`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;

use super::committed::NOTHING;
use super::piped::{is_piped, received};
use super::run::Run;
use super::upload_dry_run::dry_run;
use super::upload_repeat::{RepeatArgs, repeat};
use crate::api::Hub;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::commit::parent;
use crate::args::limits::LimitArgs;
use crate::args::local_path::local_text;
use crate::args::misuse::Misuse;
use crate::args::patterns::PatternArgs;
use crate::args::place::PlaceArgs;
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::base::fs::Temporary;
use crate::context::Context;
use crate::output::quantity::files;
use crate::output::{Action, ProgressMode};
use crate::transfer::upload::meant::{Meant, OnDisk, Typed, meant};
use crate::transfer::upload::plan::FolderRules;
use crate::transfer::upload::{Local, OnOpened, Options, Order, Outcome, UploadError};

/// What the Python client has in the place of a URL once its schedule is stopped.
const STOPPED: &str = "Stopped scheduled commits.";

/// Upload a file or folder to the Hub
///
/// Large folders are split into several commits. If an upload is interrupted, run the same command to resume it. Text
/// files with tokens or private keys in their first 8 MiB stop it before anything is sent.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf upload my-cool-model . .
  $ hf upload ada/my-cool-model ./models/model.safetensors
  $ hf upload datasets/ada/my-data ./data train/ --exclude '*.tmp'
  $ hf upload ada/my-cool-model ./models . --commit-message 'Epoch 34'
  $ hf upload bigcode/the-stack . . --type dataset --create-pr
  $ hf upload ada/logs ./logs --every 10
  $ hf upload ada/logs ./logs --watch --debounce 10 --squash-history
  $ hf upload ada/my-cool-model ./runs/first --tensorboard
  $ gzip -c train.log | hf upload ada/logs - train.log.gz
  $ hf upload ada/my-cool-model --delete '*.tmp'")]
pub struct Upload {
    #[command(flatten)]
    place: PlaceArgs,
    /// File, folder or pattern to upload, or - for standard input; defaults to the one named like the repo
    #[arg(value_parser = local_text(), value_hint = clap::ValueHint::AnyPath)]
    local_path: Option<String>,
    /// Path in the repo; defaults to the file's name, or to the root for a folder
    path_in_repo: Option<String>,
    /// Create the repo as private if it does not exist
    #[arg(long, conflicts_with = "no_private")]
    private: bool,
    /// Create the repo as public if it does not exist
    #[arg(long)]
    no_private: bool,
    #[command(flatten)]
    patterns: PatternArgs,
    /// Delete matching files from the repo in the same commit; may be repeated
    #[arg(long, value_name = "PATTERN")]
    delete: Vec<String>,
    /// Commit message (first line)
    #[arg(long, value_name = "TEXT")]
    commit_message: Option<String>,
    /// Commit description (body)
    #[arg(long, value_name = "TEXT")]
    commit_description: Option<String>,
    /// Open a pull request instead of committing directly
    #[arg(long)]
    create_pr: bool,
    /// Fail unless the branch points to this commit; its first 5 digits are enough
    #[arg(long, value_name = "HASH", value_parser = parent)]
    parent_commit: Option<String>,
    /// Upload a folder as a single commit, however many files it has
    #[arg(long)]
    single_commit: bool,
    /// Show what would be uploaded, skipped and deleted, without changing anything
    #[arg(long, conflicts_with_all = ["every", "watch", "tensorboard"])]
    dry_run: bool,
    #[command(flatten)]
    repeat: RepeatArgs,
    #[command(flatten)]
    secrets: AllowSecretArg,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Uploaded<'a> {
    url: &'a str,
}

impl Upload {
    pub fn run(self, cx: &Context) -> Run<'_> {
        let repeats = self.repeat.pause().is_some();
        let run = Run::waits(self.start(cx));
        if repeats { run.ends_on_interrupt() } else { run.resumes() }
    }

    async fn start(self, cx: &Context) -> Result<()> {
        if let Some(option) = self.repeat.stray_option() {
            return Err(Misuse(format!("{option} needs --every or --watch")).into());
        }
        let piped = match self.local_path.as_deref().filter(|path| is_piped(path)) {
            Some(path) => Some((self.path_for_piped()?, received(cx, path).await?)),
            None => None,
        };
        let order = self.order(cx, piped.as_ref())?;
        let hub = self.limits.patient(cx.hub(&self.token)?.for_changes());
        if let Local::File { .. } = order.local {
            self.warn_of_folder_flags(cx);
        }
        match self.repeat.pause() {
            Some(_) => self.repeat(cx, &hub, &order).await,
            None if self.dry_run => dry_run(cx, &hub, &order).await,
            None => upload(cx, &hub, &order, self.progress.progress).await,
        }
    }

    /// What comes through a pipe has no name of its own.
    fn path_for_piped(&self) -> Result<String> {
        if self.repeat.pause().is_some() {
            let option = self.repeat.option();
            return Err(Misuse(format!("{option} cannot be used with a pipe: what it brings comes once")).into());
        }
        let path = self.place.resolve()?.path.or_else(|| self.path_in_repo.clone());
        let named = path.filter(|path| !path.is_empty() && path != "." && !path.ends_with('/'));
        Ok(named.ok_or_else(|| Misuse("name the file in the repo: `hf upload REPO - PATH`".to_owned()))?)
    }

    fn order(&self, cx: &Context, piped: Option<&(String, Temporary)>) -> Result<Order> {
        let place = self.place.resolve()?;
        if let (Some(first), Some(second)) = (&place.path, &self.path_in_repo) {
            let text = format!("the path in the repo is given twice: '{first}' in the address, and '{second}'");
            return Err(Misuse(text).into());
        }
        let into = place.path.clone().or_else(|| self.path_in_repo.clone());
        let into = into.or_else(|| self.repeat.default_path(self.local_path.as_deref()));
        let include = match self.patterns.include.as_slice() {
            [] => self.repeat.default_include().into_iter().collect(),
            typed => typed.to_vec(),
        };
        let local = self.local_path.as_deref();
        let typed = Typed { name: place.repo.name(), local, into: into.as_deref(), include: &include };
        let local = match piped {
            Some((path, kept)) => Local::File { local: kept.path().to_owned(), path: path.clone() },
            None => self.local(&typed)?,
        };
        Ok(Order {
            local,
            private: (self.private || self.no_private).then_some(self.private),
            create_pr: self.create_pr,
            single_commit: self.single_commit,
            message: self.commit_message.clone(),
            description: self.commit_description.clone().unwrap_or_default(),
            options: Options {
                stall_timeout: self.limits.stall_timeout(),
                bytes_a_second: self.limits.bytes_a_second(),
                opened: Some(when_opened(cx)),
                parent: self.parent_commit.clone(),
                ..cx.upload_options(&self.secrets)
            },
            repo: place.repo,
            revision: place.revision,
            xet: cx.xet().filter(|_| self.limits.allow_xet()),
        })
    }

    fn local(&self, typed: &Typed<'_>) -> Result<Local, UploadError> {
        let (exclude, delete) = (self.patterns.exclude.clone(), self.delete.clone());
        let Meant { local, is_file, into, include } = match meant(typed, look) {
            // To delete files of a repo nothing is needed here.
            Err(UploadError::Unsaid { .. }) if !delete.is_empty() => {
                let into = typed.into.unwrap_or(".").to_owned();
                return Ok(Local::Nothing { rules: FolderRules { into, delete, ..FolderRules::default() } });
            }
            found => found?,
        };
        let local = PathBuf::from(local);
        if is_file {
            return Ok(Local::File { local, path: into });
        }
        Ok(Local::Folder { local, rules: FolderRules { into, include, exclude, delete } })
    }

    fn warn_of_folder_flags(&self, cx: &Context) {
        for (flag, values) in
            [("--include", &self.patterns.include), ("--exclude", &self.patterns.exclude), ("--delete", &self.delete)]
        {
            if !values.is_empty() {
                cx.out.warning(&format!("{flag} is ignored: a single file is uploaded"));
            }
        }
    }

    async fn repeat(&self, cx: &Context, hub: &Hub, order: &Order) -> Result<()> {
        let option = self.repeat.option();
        if self.create_pr {
            return Err(Misuse(format!("{option} and --create-pr cannot be used together")).into());
        }
        if self.parent_commit.is_some() {
            return Err(Misuse(format!("{option} and --parent-commit cannot be used together")).into());
        }
        if !self.delete.is_empty() {
            cx.out.warning(&format!("--delete is ignored with {option}"));
        }
        repeat(cx, hub, (order, &self.repeat, &self.token)).await?;
        Ok(cx.out.done("Uploaded", &Uploaded { url: STOPPED })?)
    }
}

/// A pull request that is open stays open, whatever becomes of the run.
fn when_opened(cx: &Context) -> OnOpened {
    let left_behind = cx.left_behind.clone();
    OnOpened::new(move |num| {
        let hint = format!("to resume, use --revision refs/pr/{num} instead of --create-pr");
        left_behind.set(format!("pull request {num} is open"), [hint]);
    })
}

/// Runs an upload to its end and prints where it is.
pub(super) async fn upload(cx: &Context, hub: &Hub, order: &Order, mode: ProgressMode) -> Result<()> {
    let prepared = order.prepare(hub).await?;
    for line in &prepared.news {
        cx.out.log(line);
    }
    for remark in &prepared.remarks {
        cx.out.warning(remark);
    }
    let meter = Arc::new(cx.out.meter(mode, Action::Upload));
    let outcome = prepared.run(hub, meter.clone()).await?;
    // What had to be looked at only is not summed up as uploaded.
    if outcome.commits > 0 {
        meter.finish();
    }
    for line in summary(&outcome) {
        cx.out.log(&line);
    }
    let is_older = cx.out.settings().bare_results;
    let url = if is_older { older_address(hub, order, &outcome) } else { outcome.url };
    let uploaded = Uploaded { url: &url };
    let told = match outcome.commits {
        0 => cx.out.unchanged(NOTHING, &uploaded),
        _ => cx.out.done("Uploaded", &uploaded),
    };
    Ok(told?)
}

/// Where scripts of the older program expect the file or the folder to be. As there, only the ref of a pull request is
/// escaped.
fn older_address(hub: &Hub, order: &Order, outcome: &Outcome) -> String {
    let what = match order.local {
        Local::File { .. } => "blob",
        Local::Folder { .. } | Local::Nothing { .. } => "tree",
    };
    let revision = match outcome.pull_request {
        Some(_) => outcome.revision.url_segment(),
        None => outcome.revision.to_string(),
    };
    format!("{}/{what}/{revision}/{}", hub.repo_url(&outcome.repo), order.local.path_in_repo())
}

fn summary(outcome: &Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    if outcome.ignored > 0 {
        lines.push(format!("Skipped {}: ignored by .gitignore", files(outcome.ignored)));
    }
    match outcome.commits {
        0 => {}
        _ if outcome.unchanged > 0 => lines.push(format!("Skipped {}: unchanged", files(outcome.unchanged))),
        _ => {}
    }
    if outcome.deleted > 0 {
        lines.push(format!("Deleted {} from the repo", files(outcome.deleted)));
    }
    if outcome.commits > 1 {
        lines.push(format!("Made {} commits", outcome.commits));
    }
    lines.extend(outcome.pull_request.as_ref().map(|url| format!("Pull request: {url}")));
    lines
}

fn look(path: &str) -> OnDisk {
    let path = Path::new(path);
    match (path.is_file(), path.exists()) {
        (true, _) => OnDisk::File,
        (false, true) => OnDisk::Folder,
        (false, false) => OnDisk::Nothing,
    }
}
