//! `hf cache verify`.

use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use crate::api::HubError;
use crate::args::cache_dir::CacheDirArg;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::repo::TypeArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::cache::verify::{Mismatch, Unreadable};
use crate::cache::{Cache, CacheError};
use crate::commands::run::Run;
use crate::context::Context;
use crate::ids::argument::RepoArgument;
use crate::ids::repo::RepoId;
use crate::output::quantity::{counted, files};
use crate::output::{Columns, Format};
use crate::transfer::verify::{Inventory, Report, Strictness, Subject, Worst, check, check_names};

/// Check files against their hashes
///
/// Checks one revision against the hashes that the Hub reports; with --offline, checks all revisions against their
/// blob names.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache verify openai-community/gpt2
  $ hf cache verify openai-community/gpt2 --revision refs/pr/1
  $ hf cache verify --offline --all
  $ hf cache verify datasets/karpathy/tinystories --offline
  $ hf cache verify deepseek-ai/DeepSeek-OCR --local-dir ./DeepSeek-OCR")]
pub struct Verify {
    /// Repo IDs, such as username/name or datasets/username/name
    #[arg(value_name = "REPO_ID", required_unless_present = "all")]
    repo_ids: Vec<RepoArgument>,
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    revision: RevisionArg,
    /// Check every revision of every cached repo
    #[arg(long, conflicts_with_all = ["repo_ids", "kind", "revision", "local_dir"])]
    all: bool,
    /// Do not contact the Hub; check blobs against their names
    #[arg(long, conflicts_with = "local_dir")]
    offline: bool,
    #[command(flatten)]
    folder: CacheDirArg,
    /// Check the files in this folder instead of the cache
    #[arg(long, value_name = "DIR", value_parser = local_path(), conflicts_with = "cache_dir")]
    local_dir: Option<PathBuf>,
    /// Fail if files are missing
    #[arg(long)]
    fail_on_missing_files: bool,
    /// Fail if there are files that are not on the Hub
    #[arg(long)]
    fail_on_extra_files: bool,
    #[command(flatten)]
    token: TokenArg,
}

/// What is said of one repo that is as it should be: the Python client's keys.
#[derive(Serialize)]
struct Verified<'r> {
    repo_id: &'r str,
    repo_type: &'static str,
    checked: usize,
    path: &'r str,
}

const REPORTS: Columns = Columns::of(&["id", "revision", "checked", "damaged"]);

impl Verify {
    pub fn run(self, cx: &Context) -> Run<'_> {
        if let Err(error) = self.check() {
            return Run::done(Err(error.into()));
        }
        let status = cx.out.status("Checking files");
        if self.offline {
            let reports = self.by_names(cx);
            drop(status);
            return Run::done(reports.and_then(|reports| self.conclude(cx, &reports, None)));
        }
        Run::waits(async move {
            let (reports, failure) = self.by_listings(cx).await?;
            drop(status);
            self.conclude(cx, &reports, failure)
        })
    }

    fn check(&self) -> Result<(), Misuse> {
        let several = self.local_dir.is_some() && self.repo_ids.len() > 1;
        if several { Err(Misuse("--local-dir takes a single repo".to_owned())) } else { Ok(()) }
    }

    fn conclude(&self, cx: &Context, reports: &[Report], failure: Option<HubError>) -> Result<()> {
        match reports {
            [only] if !self.all => self.print_one(cx, only)?,
            all => self.print_all(cx, all)?,
        }
        self.judge(reports, failure)
    }

    fn by_names(&self, cx: &Context) -> Result<Vec<Report>> {
        let repos = if self.all { None } else { Some(self.repos()?) };
        Ok(check_names(&cx.cache(&self.folder), repos.as_deref(), self.revision.revision.as_ref())?)
    }

    /// A report for each, and the first error of the Hub.
    async fn by_listings(&self, cx: &Context) -> Result<(Vec<Report>, Option<HubError>)> {
        let hub = cx.hub(&self.token)?;
        let Inventory { subjects, mut reports, strays } = self.inventory(&cx.cache(&self.folder))?;
        for path in strays {
            cx.out.warning(&format!("skipping '{}': not a cached repo", path.display()));
        }
        let is_one = subjects.len() == 1 && !self.all;
        let (checked, failure) = check(&hub, subjects).await?;
        match failure {
            Some(error) if is_one => Err(error.into()),
            failure => {
                reports.extend(checked);
                Ok((reports, failure))
            }
        }
    }

    fn inventory(&self, cache: &Cache) -> Result<Inventory> {
        if self.all {
            return Ok(Inventory::of(cache)?);
        }
        let (mut repos, revision) = (self.repos()?, self.revision.revision.as_ref());
        let subjects = match &self.local_dir {
            Some(folder) => vec![Subject::in_folder(folder, repos.remove(0), revision.cloned().unwrap_or_default())?],
            None => repos.iter().map(|repo| Subject::in_cache(cache, repo, revision)).collect::<Result<_, _>>()?,
        };
        Ok(Inventory { subjects, ..Inventory::default() })
    }

    fn repos(&self) -> Result<Vec<RepoId>> {
        let repos = self.repo_ids.iter().map(|repo| repo.resolve(self.kind.given()));
        Ok(repos.collect::<Result<_, _>>()?)
    }

    fn print_one(&self, cx: &Context, report: &Report) -> Result<()> {
        self.remark(cx, report)?;
        let lacks_offline = self.offline && !report.missing.is_empty() && cx.out.format() == Format::Json;
        if !self.strictness().fails(report) && !lacks_offline {
            let (repo_id, repo_type, checked) = (report.repo_id.as_str(), report.repo_type, report.checked);
            let message = message(report);
            let verified = Verified { repo_id, repo_type, checked, path: &report.path };
            cx.out.done(&message, &verified)?;
        } else if cx.out.format() == Format::Json {
            cx.out.object(report)?;
        }
        Ok(())
    }

    fn print_all(&self, cx: &Context, reports: &[Report]) -> Result<()> {
        cx.out.table(reports, &REPORTS)?;
        reports.iter().try_for_each(|report| self.remark(cx, report))
    }

    fn remark(&self, cx: &Context, report: &Report) -> Result<()> {
        for Mismatch { path, expected, actual, algorithm } in &report.mismatches {
            cx.out.line(&format!("{}: {path}: {algorithm} is {actual}, expected {expected}", report.id))?;
        }
        if let Some(error) = &report.error {
            cx.out.line(&format!("{}: {error}", report.id))?;
        }
        for Unreadable { path, error } in &report.unreadable {
            cx.out.line(&format!("{}: {path}: cannot be read: {error}", report.id))?;
        }
        // Without the Hub, what is missing is what leads nowhere: nobody meant that.
        let fails =
            [(&report.missing, self.fail_on_missing_files || self.offline), (&report.extra, self.fail_on_extra_files)];
        for ((names, is_listed), word) in fails.into_iter().zip(["missing", "not on the Hub"]) {
            if is_listed {
                names.iter().try_for_each(|name| cx.out.line(&format!("{}: {name}: {word}", report.id)))?;
            } else if !names.is_empty() {
                cx.out.warning(&format!("{}: {}: {word}", report.id, files(names.len())));
            }
        }
        if !report.unknown.is_empty() {
            let unknown = files(report.unknown.len());
            cx.out.warning(&format!("{}: {unknown}: their hashes are unknown", report.id));
        }
        Ok(())
    }

    fn strictness(&self) -> Strictness {
        Strictness { missing_files: self.fail_on_missing_files, extra_files: self.fail_on_extra_files }
    }

    fn judge(&self, reports: &[Report], failure: Option<HubError>) -> Result<()> {
        match (self.strictness().worst(reports), failure) {
            (Worst::Damaged(count), _) => Err(CacheError::Damaged(count).into()),
            (Worst::Unreadable(count), _) => Err(CacheError::Unreadable(count).into()),
            (_, Some(error)) => Err(error.into()),
            (Worst::Incomplete(count), None) => {
                Err(anyhow::anyhow!("{} with files that are missing or not on the Hub", counted(count, "repo")))
            }
            (Worst::Nothing, None) => Ok(()),
        }
    }
}

/// The line for a repo with which nothing is wrong.
fn message(report: &Report) -> String {
    let of = format!("{} of {} '{}' checked", files(report.checked), report.repo_type, report.repo_id);
    match (report.checked, report.missing.len()) {
        (0, _) => of,
        (_, 0) => format!("{of}: OK"),
        (_, missing) => format!("{of}, {missing} missing"),
    }
}
