//! The plan for many files: one question for the commit, one listing, and nothing asked a file.

use super::{DownloadError, Downloader, Order, Plan, PlannedFile};
use crate::api::tree::TreeItem;
use crate::api::{Hub, HubError};
use crate::cache::{Origin, Tree, TreeEntry};
use crate::http::retry::Retry;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

impl Downloader {
    pub(super) async fn plan_folder(&self, order: &Order) -> Result<Plan, DownloadError> {
        match self.commit_and_listing(order).await {
            Ok(listed) => self.plan_of_listing(order, listed),
            Err(error) if self.may_fall_back(&error) => self.folder_without_hub(order, error),
            Err(error) => Err(error.into()),
        }
    }

    async fn commit_and_listing(&self, order: &Order) -> Result<Listed, HubError> {
        let commit = if order.revision.is_commit_hash() {
            order.revision.as_str().to_owned()
        } else {
            self.commit_of(order).await?
        };
        if let Some(tree) = self.kept_listing(order, &commit) {
            return Ok(Listed { commit, tree, is_new: false });
        }
        // The commit, not the branch: it may move between the two requests.
        let revision: Revision = commit.parse().unwrap_or_default();
        let tree = listed_tree(&self.hub, &order.repo, &revision).await?;
        Ok(Listed { commit, tree, is_new: true })
    }

    /// The listing that this Hub gave earlier, unless everything is wanted again.
    pub(super) fn kept_listing(&self, order: &Order, commit: &str) -> Option<Tree> {
        if self.options.force { None } else { order.target.tree_from(self.origin(commit)) }
    }

    /// Where the listing of a commit comes from when this asks for it.
    pub(super) fn origin<'a>(&'a self, commit: &'a str) -> Origin<'a> {
        Origin { endpoint: self.hub.endpoint(), commit }
    }

    /// The commit that the revision points to, and what it holds.
    pub(super) async fn commit_and_tree(&self, order: &Order) -> Result<(String, Tree), DownloadError> {
        let Listed { commit, tree, .. } = self.commit_and_listing(order).await?;
        Ok((commit, tree))
    }

    async fn commit_of(&self, order: &Order) -> Result<String, HubError> {
        // With a snapshot at hand, an outage should not keep anyone waiting.
        let retry = order.target.cache().commit_of(&order.revision).map(|_| Retry::never());
        let info = self.hub.repo_info(&order.repo, &order.revision, retry).await?;
        let url = || self.hub.repo_url(&order.repo);
        info.sha.ok_or_else(|| HubError::NotAHub { url: url(), missing: "the commit" })
    }

    fn plan_of_listing(&self, order: &Order, listed: Listed) -> Result<Plan, DownloadError> {
        let Listed { commit, tree, is_new } = listed;
        let wanted = order.chosen(&tree)?;
        // No more room than they need: there may be a million.
        let mut files = Vec::with_capacity(wanted.len());
        for (path, entry) in wanted {
            files.push(self.planned_as_listed(order, &commit, path, entry)?);
        }
        let result = order.target.files_of(&commit)?;
        let (listing, is_from_kept) = ((is_new && !self.options.dry_run).then_some(tree), !is_new);
        Ok(Plan { listing, is_from_kept, is_fresh: true, ..Plan::new(order, commit, files, result) })
    }

    /// Whether a copy on disk may do: not when the Hub answered that there is nothing of that name, or not for us, and
    /// not when nothing but the Hub's answer is wanted.
    fn may_fall_back(&self, error: &HubError) -> bool {
        error.is_outage() && !self.options.force && !self.options.dry_run
    }

    /// One file of a plan, from a listing.
    pub(super) fn planned_as_listed(
        &self,
        order: &Order,
        commit: &str,
        path: &str,
        entry: &TreeEntry,
    ) -> Result<PlannedFile, DownloadError> {
        let mut file = PlannedFile::new(path, entry.etag(), Some(entry.content_size()));
        let hash = entry.xet_hash.as_ref().filter(|_| self.xet.is_some());
        file.xet = hash.map(|hash| self.hub.listed_xet_file(&order.repo, commit, hash).into());
        self.looked_for(order, commit, file)
    }

    /// The same file, with what the disk has of it.
    pub(super) fn looked_for(
        &self,
        order: &Order,
        commit: &str,
        file: PlannedFile,
    ) -> Result<PlannedFile, DownloadError> {
        let is_present = order.target.has(commit, &file)? && !self.options.force;
        Ok(PlannedFile { is_present, ..file })
    }
}

struct Listed {
    commit: String,
    tree: Tree,
    /// Just fetched.
    is_new: bool,
}

/// The Hub's listing of a revision as the cache keeps it: files only.
///
/// # Errors
/// Any [`HubError`].
pub async fn listed_tree(hub: &Hub, repo: &RepoId, revision: &Revision) -> Result<Tree, HubError> {
    let (mut pages, mut files) = (hub.tree(repo, revision, "", true), Vec::new());
    // Page by page: a listing may be too long to be in memory in the Hub's words, too.
    while let Some(items) = pages.next().await? {
        files.extend(files_of(items));
    }
    // At once: a map that grows in order has nodes that are half empty.
    Ok(Tree { files: files.into_iter().collect() })
}

fn files_of(items: Vec<TreeItem>) -> impl Iterator<Item = (String, TreeEntry)> {
    let entry = |item: TreeItem| {
        let (lfs_sha256, lfs_size) = item.lfs.map(|lfs| (lfs.oid.into(), lfs.size)).unzip();
        let (blob_id, xet_hash) = (item.oid.into(), item.xet_hash.map(Into::into));
        let entry = TreeEntry { size: item.size, blob_id, lfs_sha256, lfs_size, xet_hash };
        (item.path, entry)
    };
    items.into_iter().filter(TreeItem::is_file).map(entry)
}
