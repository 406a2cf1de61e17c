//! The content of large files that a repo keeps, whether a commit still needs it or not. Uploading is in `lfs`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::pages::Pages;
use super::refs::GitRefs;
use super::repos::api_path;
use super::{Hub, HubError};
use crate::base::moment::Moment;
use crate::ids::repo::RepoId;

/// As many objects as one request may delete.
pub const MOST_DELETIONS: usize = 1000;

/// The content of a large file, and what programs learn of it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct StoredFile {
    /// SHA-256 of the content, in lower-case hex, by which it is deleted.
    #[serde(rename(deserialize = "fileOid", serialize = "oid"))]
    pub file_oid: String,
    /// One of the paths that it has or had.
    pub filename: String,
    /// Bytes.
    pub size: u64,
    /// When it was uploaded.
    pub pushed_at: Moment,
    /// The ref that it was pushed to.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// Its name in the store, which for some files is not the SHA-256.
    #[serde(rename(deserialize = "oid", serialize = "storage_oid"))]
    pub storage_oid: Option<String>,
}

impl Hub {
    /// `GET /api/{kind}s/{id}/lfs-files`: for those who may write to the repo.
    pub fn stored_files(&self, repo: &RepoId) -> Pages<'_, StoredFile> {
        self.0.get(&format!("{}/lfs-files", api_path(repo))).pages()
    }

    /// The SHA-256 of all content that the newest commit of a branch, tag, conversion or pull request names: the trees of
    /// all refs.
    pub async fn referenced_files(&self, repo: &RepoId) -> Result<HashSet<String>, HubError> {
        let GitRefs { branches, converts, tags, pull_requests } = self.all_repo_refs(repo).await?;
        let commits: HashSet<String> =
            [branches, converts, tags, pull_requests].into_iter().flatten().map(|of| of.target_commit).collect();
        let mut referenced = HashSet::new();
        for revision in commits.iter().filter_map(|commit| commit.parse().ok()) {
            let mut pages = self.tree(repo, &revision, "", true);
            while let Some(items) = pages.next().await? {
                referenced.extend(items.into_iter().filter_map(|item| Some(item.lfs?.oid)));
            }
        }
        Ok(referenced)
    }

    /// `POST /api/{kind}s/{id}/lfs-files/batch`: deletes content for good, at most [`MOST_DELETIONS`] objects by their
    /// SHA-256. `rewrites_history` removes the files from all commits too, which get other hashes; without it they stay
    /// there and cannot be downloaded.
    pub async fn delete_stored_files(
        &self,
        repo: &RepoId,
        oids: &[&str],
        rewrites_history: bool,
    ) -> Result<(), HubError> {
        let body = json!({"deletions": {"sha": oids, "rewriteHistory": rewrites_history}});
        let path = format!("{}/lfs-files/batch", api_path(repo));
        self.0.post(&path).body(&body)?.send().await.map(drop)
    }
}
