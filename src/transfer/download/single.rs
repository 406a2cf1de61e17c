//! The plan for one file: asked for by name, without a listing of its repo.

use super::target::FileOnDisk;
use super::{DownloadError, Downloader, Order, Plan, PlannedFile};
use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::api::files::FileMetadata;
use crate::base::fs::safe_relative;
use crate::cache::CacheError;
use crate::http::retry::Retry;

impl Downloader {
    pub(super) async fn plan_file(&self, order: &Order, path: &str) -> Result<Plan, DownloadError> {
        // Before anybody is asked: in an address such a name would lead to another page.
        safe_relative(path).map_err(CacheError::from)?;
        let mut old = order.target.find(&order.revision, path)?;
        if let Some(plan) = self.known_for_good(order, path, &mut old)? {
            return Ok(plan);
        }
        let url = self.hub.resolve_url(&order.repo, &order.revision, path);
        // With a copy at hand, an outage should not keep anyone waiting.
        let retry = (old.is_some() && !self.options.force).then(Retry::never);
        match self.hub.file_metadata(&url, self.options.metadata_timeout, retry).await {
            Ok(metadata) => match commit_of(order, &metadata) {
                Some(commit) => self.plan_of_metadata(order, path, commit, metadata),
                None => {
                    let error = HubError::NotAHub { url, missing: "X-Repo-Commit" };
                    if old.is_some() { self.plan_without_hub(order, path, old, error) } else { Err(error.into()) }
                }
            },
            Err(error) => self.plan_without_hub(order, path, old, error),
        }
    }

    /// A commit never changes: what is there for one needs no request, and what its kept listing tells no question.
    fn known_for_good(
        &self,
        order: &Order,
        path: &str,
        old: &mut Option<FileOnDisk>,
    ) -> Result<Option<Plan>, DownloadError> {
        if !order.revision.is_commit_hash() {
            return Ok(None);
        }
        let (commit, target) = (order.revision.as_str(), &order.target);
        let is_usable = |old: &mut FileOnDisk| {
            let is_right = old.is_of_commit && old.commit == commit;
            is_right && !self.options.force && target.has_listed_size(path, old)
        };
        if let Some(old) = old.take_if(is_usable) {
            return Ok(Some(plan_of_present(order, path, old)));
        }
        let tree = self.kept_listing(order, commit);
        let Some(entry) = tree.as_ref().and_then(|tree| tree.files.get(path)) else { return Ok(None) };
        let file = self.planned_as_listed(order, commit, path, entry)?;
        let plan = plan_of_one(order, commit.to_owned(), file, false)?;
        Ok(Some(Plan { is_from_kept: true, ..plan }))
    }

    fn plan_of_metadata(
        &self,
        order: &Order,
        path: &str,
        commit: String,
        metadata: FileMetadata,
    ) -> Result<Plan, DownloadError> {
        let mut file = PlannedFile::new(path, &metadata.etag, metadata.size);
        file.location = Some(metadata.location.into());
        file.xet = metadata.xet.filter(|_| self.xet.is_some()).map(Into::into);
        let file = self.looked_for(order, &commit, file)?;
        plan_of_one(order, commit, file, true)
    }

    fn plan_without_hub(
        &self,
        order: &Order,
        path: &str,
        old: Option<FileOnDisk>,
        error: HubError,
    ) -> Result<Plan, DownloadError> {
        if let Some(refusal) = error.refusal().filter(|refusal| refusal.kind == RefusalKind::EntryNotFound) {
            self.remember_absence(order, path, refusal.repo_commit.as_deref())?;
            return Err(error.into());
        }
        if error.is(RefusalKind::RevisionNotFound) || self.options.force {
            return Err(error.into());
        }
        match old.filter(|old| order.target.has_listed_size(path, old)) {
            Some(old) => {
                self.note(&format!("{error}; using the copy that is here: '{}'", old.place.display()));
                Ok(plan_of_present(order, path, old))
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
        let Some(commit) = commit.filter(|_| order.target.is_cache()) else { return Ok(()) };
        self.tolerate(order.target.cache().mark_absent(commit, path))?;
        self.remember_ref(order, commit);
        Ok(())
    }
}

/// Some mirrors do not say which commit a branch is at.
fn commit_of(order: &Order, metadata: &FileMetadata) -> Option<String> {
    let asked_for = || order.revision.is_commit_hash().then(|| order.revision.as_str().to_owned());
    metadata.commit.clone().or_else(asked_for)
}

fn plan_of_one(order: &Order, commit: String, file: PlannedFile, is_fresh: bool) -> Result<Plan, DownloadError> {
    let result = order.target.file(&commit, &file.path)?;
    Ok(Plan { is_fresh, ..Plan::new(order, commit, vec![file], result) })
}

fn plan_of_present(order: &Order, path: &str, old: FileOnDisk) -> Plan {
    let size = std::fs::metadata(&old.place).map(|metadata| metadata.len()).ok();
    let file = PlannedFile { is_present: true, ..PlannedFile::new(path, &old.etag, size) };
    Plan::new(order, old.commit, vec![file], old.place)
}
