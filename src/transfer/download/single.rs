//! The plan for one file: asked for by name, without a listing of its repo.

use std::path::PathBuf;

use super::{DownloadError, Downloader, Order, Plan, PlannedFile};
use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::api::files::FileMetadata;
use crate::base::fs::safe_relative;
use crate::cache::{CacheError, LocalDir, Metadata};
use crate::http::retry::Retry;

impl Downloader {
    pub(super) async fn plan_file(&self, order: &Order, path: &str) -> Result<Plan, DownloadError> {
        // Before anybody is asked: in an address such a name would lead to another page.
        safe_relative(path).map_err(CacheError::from)?;
        let old = self.file_on_disk(order, path)?;
        if let Some(plan) = self.known_for_good(order, path, old.as_ref())? {
            return Ok(plan);
        }
        let url = self.hub.resolve_url(&order.repo, &order.revision, path);
        // With a copy at hand, an outage should not keep anyone waiting.
        let retry = (old.is_some() && !self.options.force).then(Retry::never);
        match self.hub.file_metadata(&url, self.options.metadata_timeout, retry).await {
            Ok(metadata) => self.plan_of_metadata(order, path, metadata),
            Err(error) => self.plan_without_hub(order, path, old, error),
        }
    }

    /// What is there for this revision, as far as the disk can tell.
    fn file_on_disk(&self, order: &Order, path: &str) -> Result<Option<OnDisk>, DownloadError> {
        if let Some(folder) = &order.folder {
            let folder = LocalDir::new(folder.clone());
            let place = folder.file(path)?;
            let record = if place.is_file() { folder.record(path)?.current() } else { None };
            let commit = record.as_ref().map_or_else(|| order.revision.to_string(), |record| record.commit.clone());
            return Ok(place.is_file().then_some(OnDisk { place, commit, record }));
        }
        let repo = self.repo(order);
        let Some(commit) = repo.commit_of(&order.revision) else { return Ok(None) };
        Ok(repo.entry(&commit, path).map(|place| OnDisk { place, commit, record: None }))
    }

    /// A commit never changes: what is there for one needs no request, and what its kept listing tells no question.
    fn known_for_good(&self, order: &Order, path: &str, old: Option<&OnDisk>) -> Result<Option<Plan>, DownloadError> {
        if !order.revision.is_commit_hash() {
            return Ok(None);
        }
        let commit = order.revision.as_str();
        let is_of_commit =
            |old: &&OnDisk| order.folder.is_none() || old.record.as_ref().is_some_and(|record| record.commit == commit);
        let is_usable =
            |old: &&OnDisk| is_of_commit(old) && !self.options.force && self.has_listed_size(order, path, old);
        if let Some(old) = old.filter(is_usable) {
            return Ok(Some(plan_of_present(path, old)));
        }
        let tree = match &order.folder {
            Some(folder) => LocalDir::new(folder.clone()).tree(commit),
            None => self.repo(order).tree(commit),
        };
        let Some(entry) = tree.as_ref().and_then(|tree| tree.files.get(path)) else { return Ok(None) };
        let file = self.planned_as_listed(order, commit, path, entry)?;
        Ok(Some(self.plan_of_one(order, commit, file, false)?))
    }

    /// Whether a file of the cache is as long as its listing says, if one was kept.
    fn has_listed_size(&self, order: &Order, path: &str, old: &OnDisk) -> bool {
        if order.folder.is_some() {
            return true;
        }
        let tree = self.repo(order).tree(&old.commit);
        let listed = tree.and_then(|tree| Some(tree.files.get(path)?.content_size()));
        listed.is_none_or(|size| old.place.metadata().is_ok_and(|found| found.len() == size))
    }

    fn plan_of_metadata(&self, order: &Order, path: &str, metadata: FileMetadata) -> Result<Plan, DownloadError> {
        let asked_for = order.revision.is_commit_hash().then(|| order.revision.as_str().to_owned());
        let url = || self.hub.resolve_url(&order.repo, &order.revision, path);
        let commit = metadata.commit.or(asked_for);
        let commit = commit.ok_or_else(|| HubError::NotAHub { url: url(), missing: "X-Repo-Commit" })?;
        let mut file = self.planned(order, &commit, (path, &metadata.etag), metadata.size)?;
        file.location = Some(metadata.location);
        file.xet = metadata.xet.filter(|_| self.xet.is_some());
        self.plan_of_one(order, &commit, file, true)
    }

    fn plan_of_one(
        &self,
        order: &Order,
        commit: &str,
        file: PlannedFile,
        is_fresh: bool,
    ) -> Result<Plan, DownloadError> {
        let result = self.place(order, commit, &file.path)?;
        Ok(Plan { commit: commit.to_owned(), files: vec![file], result, listing: None, is_fresh })
    }

    fn plan_without_hub(
        &self,
        order: &Order,
        path: &str,
        old: Option<OnDisk>,
        error: HubError,
    ) -> Result<Plan, DownloadError> {
        if let Some(refusal) = error.refusal().filter(|refusal| refusal.kind == RefusalKind::EntryNotFound) {
            self.remember_absence(order, path, refusal.repo_commit.as_deref())?;
            return Err(error.into());
        }
        if error.is(RefusalKind::RevisionNotFound) || self.options.force {
            return Err(error.into());
        }
        match old.filter(|old| self.has_listed_size(order, path, old)) {
            Some(old) => {
                self.note(&format!("{error}; using the copy that is here: '{}'", old.place.display()));
                Ok(plan_of_present(path, &old))
            }
            None if error.is_outage() => {
                let what = format!("'{path}' of {} at {}", order.repo.url_path(), order.revision);
                Err(DownloadError::NotCached { what, source: error })
            }
            None => Err(error.into()),
        }
    }

    /// Python libraries ask the cache before they ask the Hub for an optional file.
    fn remember_absence(&self, order: &Order, path: &str, commit: Option<&str>) -> Result<(), DownloadError> {
        let Some(commit) = commit.filter(|_| order.folder.is_none()) else { return Ok(()) };
        let repo = self.repo(order);
        self.tolerate(repo.mark_absent(commit, path))?;
        self.remember_ref(order, commit);
        Ok(())
    }
}

struct OnDisk {
    place: PathBuf,
    commit: String,
    /// Of a file in a user's folder.
    record: Option<Metadata>,
}

fn plan_of_present(path: &str, old: &OnDisk) -> Plan {
    let etag = old.record.as_ref().map(|record| record.etag.clone()).unwrap_or_default();
    let size = std::fs::metadata(&old.place).map(|metadata| metadata.len()).ok();
    let file = PlannedFile { path: path.to_owned(), etag, size, is_present: true, location: None, xet: None };
    Plan { commit: old.commit.clone(), files: vec![file], result: old.place.clone(), listing: None, is_fresh: false }
}
