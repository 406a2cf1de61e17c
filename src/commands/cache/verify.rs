//! `hf cache verify`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;
use tokio::task::spawn_blocking;

use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::args::cache_dir::CacheDirArg;
use crate::args::misuse::Misuse;
use crate::args::repo::TypeArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::cache::verify::{Mismatch, Unreadable, Verdict, against_listing, against_names, unreadable_in};
use crate::cache::{Cache, CacheError, CachedRepo, CachedRevision, Tree};
use crate::commands::run::Run;
use crate::context::Context;
use crate::ids::repo::{RepoArgument, RepoId};
use crate::ids::revision::Revision;
use crate::output::quantity::{counted, files};
use crate::output::{Columns, Format};
use crate::transfer::download::tree_of;

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
    #[arg(long, value_name = "DIR", conflicts_with = "cache_dir")]
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

/// What is said of a repo in all other cases.
#[derive(Serialize)]
struct Report {
    id: String,
    repo_id: String,
    repo_type: &'static str,
    /// None for all revisions.
    revision: Option<String>,
    path: String,
    checked: usize,
    damaged: usize,
    mismatches: Vec<Mismatch>,
    missing: Vec<String>,
    extra: Vec<String>,
    unknown: Vec<String>,
    unreadable: Vec<Unreadable>,
    /// Why nothing of it could be checked.
    error: Option<String>,
}

const REPORTS: Columns = Columns::of(&["id", "revision", "checked", "damaged"]);

/// A revision that is compared with the Hub's listing of it.
struct Subject {
    repo: RepoId,
    revision: Revision,
    folder: PathBuf,
}

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
        let cache = cx.cache(&self.folder);
        let scan = cache.scan()?;
        let mut subjects: Vec<(&CachedRepo, Option<Vec<usize>>)> = Vec::new();
        if self.all {
            subjects.extend(scan.repos.iter().map(|repo| (repo, None)));
        }
        for repo in self.repos()? {
            let found = scan.find_repo(&format!("{}/{repo}", repo.kind()));
            let cached = &scan.repos[found.ok_or_else(|| not_here(&repo, None))?];
            let revisions = match &self.revision.revision {
                Some(revision) => {
                    let commit = cache.repo(&repo).commit_of(revision);
                    let at = cached.revisions.iter().position(|known| commit.as_ref() == Some(&known.commit));
                    Some(vec![at.ok_or_else(|| not_here(&repo, Some(revision)))?])
                }
                None => None,
            };
            subjects.push((cached, revisions));
        }
        let verdicts = against_names(&subjects);
        let reports = subjects.iter().zip(verdicts).map(|((repo, revisions), verdict)| {
            let revision = revisions.as_ref().and_then(|revisions| repo.revisions.get(*revisions.first()?));
            let path = revision.map_or(&repo.path, |revision| &revision.path);
            let place = (path.as_path(), revision.map(|revision| revision.commit.clone()));
            report((repo.kind.singular(), &repo.id), place, verdict)
        });
        Ok(reports.collect())
    }

    /// A report for each, and the first error of those that the Hub gives nothing about.
    async fn by_listings(&self, cx: &Context) -> Result<(Vec<Report>, Option<HubError>)> {
        let hub = cx.hub(&self.token)?;
        let cache = cx.cache(&self.folder);
        let (subjects, mut reports) = match &self.local_dir {
            Some(folder) => (vec![self.in_folder(folder)?], Vec::new()),
            None if self.all => everything(cx, &cache)?,
            None => (self.in_cache(&cache)?, Vec::new()),
        };
        let is_one = subjects.len() == 1 && !self.all;
        let (mut first, mut goes_on) = (None, true);
        for subject in subjects {
            if !goes_on {
                reports.push(subject.failed("not checked".to_owned()));
                continue;
            }
            match hub.tree(&subject.repo, &subject.revision, "", true).all().await {
                Ok(entries) => reports.push(subject.verify(tree_of(entries)).await?),
                Err(error) if is_one => return Err(error.into()),
                Err(error) => {
                    // Of no other repo would be heard more.
                    goes_on = is_about_one_repo(&error);
                    reports.push(subject.failed(error.to_string()));
                    first.get_or_insert(error);
                }
            }
        }
        Ok((reports, first))
    }

    fn in_folder(&self, folder: &Path) -> Result<Subject> {
        let missing = |_| CacheError::NotHere(vec![folder.display().to_string()]);
        let folder = fs::canonicalize(folder).map_err(missing)?;
        let repo = self.repos()?.remove(0);
        Ok(Subject { repo, revision: self.revision.revision.clone().unwrap_or_default(), folder })
    }

    fn in_cache(&self, cache: &Cache) -> Result<Vec<Subject>> {
        let mut subjects = Vec::new();
        for repo in self.repos()? {
            let revision = self.revision.revision.as_ref();
            let commit = cache.repo(&repo).commit_to_verify(revision);
            let folder = commit.as_ref().and_then(|commit| cache.repo(&repo).snapshot(commit).ok());
            let folder = folder.and_then(|folder| fs::canonicalize(folder).ok());
            let (Some(commit), Some(folder)) = (commit, folder) else { return Err(not_here(&repo, revision).into()) };
            subjects.push(Subject { repo, revision: commit.parse()?, folder });
        }
        Ok(subjects)
    }

    fn repos(&self) -> Result<Vec<RepoId>> {
        let repos = self.repo_ids.iter().map(|repo| repo.resolve(self.kind.given()));
        Ok(repos.collect::<Result<_, _>>()?)
    }

    fn print_one(&self, cx: &Context, report: &Report) -> Result<()> {
        self.remark(cx, report)?;
        let lacks_offline = self.offline && !report.missing.is_empty() && cx.out.format() == Format::Json;
        if !self.is_bad(report) && !lacks_offline {
            let (repo_id, repo_type, checked) = (report.repo_id.as_str(), report.repo_type, report.checked);
            let message = report.message();
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

    fn is_bad(&self, report: &Report) -> bool {
        let is_missing = self.fail_on_missing_files && !report.missing.is_empty();
        let is_unknown = report.error.is_some() || !report.unreadable.is_empty();
        is_unknown || report.damaged > 0 || is_missing || self.fail_on_extra_files && !report.extra.is_empty()
    }

    /// The worst of what came out.
    fn judge(&self, reports: &[Report], failure: Option<HubError>) -> Result<()> {
        let damaged: usize = reports.iter().map(|report| report.damaged).sum();
        let unreadable: usize = reports.iter().map(|report| report.unreadable.len()).sum();
        let bad = reports.iter().filter(|report| self.is_bad(report)).count();
        match (damaged, unreadable, failure) {
            (1.., ..) => Err(CacheError::Damaged(damaged).into()),
            (_, 1.., _) => Err(CacheError::Unreadable(unreadable).into()),
            (_, _, Some(error)) => Err(error.into()),
            _ if bad > 0 => {
                Err(anyhow::anyhow!("{} with files that are missing or not on the Hub", counted(bad, "repo")))
            }
            _ => Ok(()),
        }
    }
}

impl Report {
    /// What can be said of a repo with which nothing is wrong.
    fn message(&self) -> String {
        let of = format!("{} of {} '{}' checked", files(self.checked), self.repo_type, self.repo_id);
        match (self.checked, self.missing.len()) {
            (0, _) => of,
            (_, 0) => format!("{of}: OK"),
            (_, missing) => format!("{of}, {missing} missing"),
        }
    }
}

/// Whether the Hub may well answer about the next one.
fn is_about_one_repo(error: &HubError) -> bool {
    let HubError::Refused(refusal) = error else { return false };
    !matches!(refusal.kind, RefusalKind::RateLimited | RefusalKind::Other)
}

impl Subject {
    async fn verify(self, listing: Tree) -> Result<Report> {
        let folder = self.folder.clone();
        let verdict = spawn_blocking(move || against_listing(&folder, &listing)).await?;
        Ok(self.report(verdict))
    }

    fn failed(self, error: String) -> Report {
        Report { error: Some(error), ..self.report(Verdict::default()) }
    }

    fn report(self, verdict: Verdict) -> Report {
        let place = (self.folder.as_path(), Some(self.revision.to_string()));
        report((self.repo.kind().singular(), self.repo.id()), place, verdict)
    }
}

/// Every revision in the cache that the Hub can be asked for, and what is said of the parts that cannot be looked into.
fn everything(cx: &Context, cache: &Cache) -> Result<(Vec<Subject>, Vec<Report>)> {
    let (mut subjects, mut reports) = (Vec::new(), Vec::new());
    for cached in cache.scan()?.repos {
        let left_out = |path: &Path| cx.out.warning(&format!("skipping '{}': not a cached repo", path.display()));
        let unreadable = unreadable_in(&cached, |_| false);
        if !unreadable.is_empty() {
            let verdict = Verdict { unreadable, ..Verdict::default() };
            reports.push(report((cached.kind.singular(), &cached.id), (&cached.path, None), verdict));
        }
        let Ok(repo) = RepoId::new(cached.kind, &cached.id) else {
            left_out(&cached.path);
            continue;
        };
        for CachedRevision { commit, path, .. } in cached.revisions {
            match commit.parse() {
                Ok(revision) => subjects.push(Subject { repo: repo.clone(), revision, folder: path }),
                Err(_) => left_out(&path),
            }
        }
    }
    Ok((subjects, reports))
}

fn report((kind, id): (&'static str, &str), (path, revision): (&Path, Option<String>), verdict: Verdict) -> Report {
    Report {
        id: format!("{kind}/{id}"),
        repo_id: id.to_owned(),
        repo_type: kind,
        revision,
        path: path.to_string_lossy().into_owned(),
        checked: verdict.checked,
        damaged: verdict.mismatches.len(),
        mismatches: verdict.mismatches,
        missing: verdict.missing,
        extra: verdict.extra,
        unknown: verdict.unknown,
        unreadable: verdict.unreadable,
        error: None,
    }
}

fn not_here(repo: &RepoId, revision: Option<&Revision>) -> CacheError {
    let at = revision.map(|revision| format!(" at {revision}")).unwrap_or_default();
    CacheError::NotHere(vec![format!("{}{at}", repo.url_path())])
}
