//! Checks of files that were downloaded earlier: which revisions are checked, against the Hub's listing of them or
//! against the names of their blobs, and a report on each. Reading and hashing is done in [`crate::cache::verify`].

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tokio::task::{JoinError, spawn_blocking};

use super::download::listed_tree;
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::cache::verify::{Mismatch, Unreadable, Verdict, against_listing, against_names, unreadable_in};
use crate::cache::{Cache, CacheError, CachedRepo, CachedRevision, Tree};
use crate::ids::repo::{RepoId, RepoKind};
use crate::ids::revision::Revision;

/// A revision to compare with the Hub's listing of it.
#[derive(Debug)]
pub struct Subject {
    repo: RepoId,
    revision: Revision,
    folder: PathBuf,
}

/// The result for one repo.
#[derive(Debug, Serialize)]
pub struct Report {
    /// `model/ada/tiny`
    pub id: String,
    /// `ada/tiny`
    pub repo_id: String,
    pub repo_type: &'static str,
    /// `None` for all revisions.
    pub revision: Option<String>,
    pub path: String,
    /// Files whose content was read and compared.
    pub checked: usize,
    pub damaged: usize,
    pub mismatches: Vec<Mismatch>,
    pub missing: Vec<String>,
    /// Files that are not on the Hub.
    pub extra: Vec<String>,
    /// Files of which nothing says what they should be.
    pub unknown: Vec<String>,
    pub unreadable: Vec<Unreadable>,
    /// Why none of it could be checked.
    pub error: Option<String>,
}

/// The place that a report is about.
struct Place<'a> {
    kind: RepoKind,
    id: &'a str,
    path: &'a Path,
    revision: Option<String>,
}

/// What is to be checked of a whole cache.
#[derive(Debug, Default)]
pub struct Inventory {
    /// Every revision that the Hub can be asked about.
    pub subjects: Vec<Subject>,
    /// On the parts of repos that cannot be looked into.
    pub reports: Vec<Report>,
    /// Folders without the name of a repo or of a revision.
    pub strays: Vec<PathBuf>,
}

/// Which differences beside damage are failures.
#[derive(Debug, Clone, Copy)]
pub struct Strictness {
    pub missing_files: bool,
    pub extra_files: bool,
}

/// The worst of several reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worst {
    /// So many files are not what their hashes say.
    Damaged(usize),
    /// So many files or folders cannot be read.
    Unreadable(usize),
    /// So many repos could not be checked, or lack files or have some too many.
    Incomplete(usize),
    /// Everything is right.
    Nothing,
}

impl Subject {
    /// A revision in the cache; without one, the commit that `main` points to, or the only one there is.
    ///
    /// # Errors
    /// [`CacheError::NotHere`].
    pub fn in_cache(cache: &Cache, repo: &RepoId, revision: Option<&Revision>) -> Result<Self, CacheError> {
        let cached = cache.repo(repo);
        let commit = cached.commit_to_verify(revision);
        let folder = commit.as_ref().and_then(|commit| fs::canonicalize(cached.snapshot(commit).ok()?).ok());
        let commit = commit.and_then(|commit| commit.parse().ok());
        let (Some(revision), Some(folder)) = (commit, folder) else { return Err(not_here(repo, revision)) };
        Ok(Self { repo: repo.clone(), revision, folder })
    }

    /// A folder that a revision was downloaded into.
    ///
    /// # Errors
    /// [`CacheError::NotHere`].
    pub fn in_folder(folder: &Path, repo: RepoId, revision: Revision) -> Result<Self, CacheError> {
        let missing = |_| CacheError::NotHere(vec![folder.display().to_string()]);
        Ok(Self { repo, revision, folder: fs::canonicalize(folder).map_err(missing)? })
    }

    async fn check(self, listing: Tree) -> Result<Report, JoinError> {
        let folder = self.folder.clone();
        let verdict = spawn_blocking(move || against_listing(&folder, &listing)).await?;
        Ok(self.report(verdict))
    }

    fn unchecked(self, why: String) -> Report {
        Report { error: Some(why), ..self.report(Verdict::default()) }
    }

    fn report(&self, verdict: Verdict) -> Report {
        let Self { repo, revision, folder } = self;
        Place { kind: repo.kind(), id: repo.id(), path: folder, revision: Some(revision.to_string()) }.report(verdict)
    }
}

impl<'a> Place<'a> {
    /// A repo in the cache, or one of its revisions.
    fn of_cached(repo: &'a CachedRepo, revision: Option<&'a CachedRevision>) -> Self {
        let path = revision.map_or(&repo.path, |revision| &revision.path);
        Self { kind: repo.kind, id: &repo.id, path, revision: revision.map(|revision| revision.commit.clone()) }
    }

    fn report(self, verdict: Verdict) -> Report {
        let repo_type = self.kind.singular();
        Report {
            id: format!("{repo_type}/{}", self.id),
            repo_id: self.id.to_owned(),
            repo_type,
            revision: self.revision,
            path: self.path.to_string_lossy().into_owned(),
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
}

impl Inventory {
    /// Of all repos in the cache. Blocks.
    ///
    /// # Errors
    /// The cache cannot be read at all.
    pub fn of(cache: &Cache) -> Result<Self, CacheError> {
        let mut inventory = Self::default();
        for repo in cache.scan()?.repos {
            inventory.add(repo);
        }
        Ok(inventory)
    }

    fn add(&mut self, cached: CachedRepo) {
        let unreadable = unreadable_in(&cached, |_| false);
        if !unreadable.is_empty() {
            let verdict = Verdict { unreadable, ..Verdict::default() };
            self.reports.push(Place::of_cached(&cached, None).report(verdict));
        }
        let Ok(repo) = RepoId::new(cached.kind, &cached.id) else { return self.strays.push(cached.path) };
        for CachedRevision { commit, path, .. } in cached.revisions {
            match commit.parse() {
                Ok(revision) => self.subjects.push(Subject { repo: repo.clone(), revision, folder: path }),
                Err(_) => self.strays.push(path),
            }
        }
    }
}

impl Strictness {
    /// Whether a report tells of a failure.
    pub fn fails(self, report: &Report) -> bool {
        let is_unknown = report.error.is_some() || !report.unreadable.is_empty();
        let is_missing = self.missing_files && !report.missing.is_empty();
        let is_extra = self.extra_files && !report.extra.is_empty();
        is_unknown || report.damaged > 0 || is_missing || is_extra
    }

    /// The worst that the reports tell of.
    pub fn worst(self, reports: &[Report]) -> Worst {
        let damaged = reports.iter().map(|report| report.damaged).sum();
        let unreadable = reports.iter().map(|report| report.unreadable.len()).sum();
        let failed = reports.iter().filter(|report| self.fails(report)).count();
        match (damaged, unreadable, failed) {
            (1.., ..) => Worst::Damaged(damaged),
            (_, 1.., _) => Worst::Unreadable(unreadable),
            (_, _, 1..) => Worst::Incomplete(failed),
            _ => Worst::Nothing,
        }
    }
}

/// Compares each revision with the Hub's listing of it. Also returns the first error of the Hub; after one that would
/// concern every repo, the rest is not checked.
///
/// # Errors
/// A thread broke off.
pub async fn check(hub: &Hub, subjects: Vec<Subject>) -> Result<(Vec<Report>, Option<HubError>), JoinError> {
    let mut reports = Vec::new();
    let (mut first, mut goes_on) = (None, true);
    for subject in subjects {
        if !goes_on {
            reports.push(subject.unchecked("not checked".to_owned()));
            continue;
        }
        match listed_tree(hub, &subject.repo, &subject.revision).await {
            Ok(tree) => reports.push(subject.check(tree).await?),
            Err(error) => {
                goes_on = is_about_one_repo(&error);
                reports.push(subject.unchecked(error.to_string()));
                first.get_or_insert(error);
            }
        }
    }
    Ok((reports, first))
}

/// Compares the blobs of repos with their names, without the Hub: of one revision or all, of the given repos or all. Blocks.
///
/// # Errors
/// [`CacheError::NotHere`]; the cache cannot be read at all.
pub fn check_names(
    cache: &Cache,
    repos: Option<&[RepoId]>,
    revision: Option<&Revision>,
) -> Result<Vec<Report>, CacheError> {
    let scan = cache.scan()?;
    let mut subjects: Vec<(&CachedRepo, Option<Vec<usize>>)> = Vec::new();
    match repos {
        None => subjects.extend(scan.repos.iter().map(|repo| (repo, None))),
        Some(repos) => {
            for repo in repos {
                let found = scan.find_repo(&format!("{}/{repo}", repo.kind()));
                let cached = &scan.repos[found.ok_or_else(|| not_here(repo, None))?];
                let meant = |revision| {
                    let commit = cache.repo(repo).commit_of(revision);
                    let at = cached.revisions.iter().position(|known| commit.as_ref() == Some(&known.commit));
                    at.map(|at| vec![at]).ok_or_else(|| not_here(repo, Some(revision)))
                };
                subjects.push((cached, revision.map(meant).transpose()?));
            }
        }
    }
    let verdicts = against_names(&subjects);
    let reports = subjects.iter().zip(verdicts).map(|((repo, revisions), verdict)| {
        let revision = revisions.as_ref().and_then(|revisions| repo.revisions.get(*revisions.first()?));
        Place::of_cached(repo, revision).report(verdict)
    });
    Ok(reports.collect())
}

/// Whether the Hub may well answer about the next one.
fn is_about_one_repo(error: &HubError) -> bool {
    let HubError::Refused(refusal) = error else { return false };
    !matches!(refusal.kind, RefusalKind::RateLimited | RefusalKind::Other)
}

fn not_here(repo: &RepoId, revision: Option<&Revision>) -> CacheError {
    let at = revision.map(|revision| format!(" at {revision}")).unwrap_or_default();
    CacheError::NotHere(vec![format!("{}{at}", repo.url_path())])
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Place, Report, Strictness, Worst};
    use crate::cache::verify::{Mismatch, Unreadable, Verdict};
    use crate::ids::repo::RepoKind;

    const STRICT: Strictness = Strictness { missing_files: true, extra_files: true };
    const LENIENT: Strictness = Strictness { missing_files: false, extra_files: false };

    fn report(verdict: Verdict) -> Report {
        Place { kind: RepoKind::Model, id: "ada/tiny", path: Path::new("/x"), revision: None }.report(verdict)
    }

    fn damaged() -> Report {
        let (path, expected, actual) = ("a".to_owned(), "1".to_owned(), "2".to_owned());
        let mismatches = vec![Mismatch { path, expected, actual, algorithm: "sha256" }];
        report(Verdict { checked: 1, mismatches, ..Verdict::default() })
    }

    fn unreadable() -> Report {
        let unreadable = vec![Unreadable { path: "a".to_owned(), error: "denied".to_owned() }];
        report(Verdict { unreadable, ..Verdict::default() })
    }

    fn missing() -> Report {
        report(Verdict { missing: vec!["a".to_owned()], ..Verdict::default() })
    }

    fn unchecked() -> Report {
        Report { error: Some("not checked".to_owned()), ..report(Verdict::default()) }
    }

    #[test]
    fn damage_is_worse_than_what_cannot_be_read_and_that_than_what_is_missing() {
        assert_eq!(STRICT.worst(&[missing(), unreadable(), damaged(), damaged()]), Worst::Damaged(2));
        assert_eq!(STRICT.worst(&[missing(), unreadable()]), Worst::Unreadable(1));
        assert_eq!(STRICT.worst(&[missing(), unchecked()]), Worst::Incomplete(2));
    }

    #[test]
    fn missing_files_fail_only_if_that_is_asked_for() {
        assert_eq!(LENIENT.worst(&[missing()]), Worst::Nothing);
        assert_eq!(LENIENT.worst(&[missing(), unchecked()]), Worst::Incomplete(1));
    }
}
