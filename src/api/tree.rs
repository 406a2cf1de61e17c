//! The files of a repo at a revision.

use serde::Deserialize;

use super::Hub;
use super::pages::Pages;
use super::repos::api_path;
use crate::base::url::url_segment;
use crate::http::query::Query;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// One entry of a listing.
#[derive(Debug, Clone, Deserialize)]
pub struct TreeItem {
    /// `file` or `directory`.
    #[serde(rename = "type")]
    pub kind: String,
    /// From the root of the repo.
    pub path: String,
    /// Bytes; 0 for a folder.
    #[serde(default)]
    pub size: u64,
    /// The git id: of the blob, or of the LFS pointer.
    #[serde(default)]
    pub oid: String,
    /// `None` for a small file and for a folder.
    pub lfs: Option<LfsPointer>,
    /// 64 hex digits, if Xet keeps the content.
    #[serde(rename = "xetHash")]
    pub xet_hash: Option<String>,
}

/// Where the content of a large file is known by its own hash.
#[derive(Debug, Clone, Deserialize)]
pub struct LfsPointer {
    /// SHA-256 of the content, in lower-case hex.
    pub oid: String,
    /// Bytes of the content.
    pub size: u64,
}

impl TreeItem {
    /// Not a folder.
    pub fn is_file(&self) -> bool {
        self.kind == "file"
    }
}

impl Hub {
    /// `GET /api/{kind}s/{id}/tree/{revision}/{folder}`: everything below a folder (empty for the root), or only what is
    /// directly in it.
    pub fn tree(&self, repo: &RepoId, revision: &Revision, folder: &str, recursive: bool) -> Pages<'_, TreeItem> {
        let below = if folder.is_empty() { String::new() } else { format!("/{}", url_segment(folder)) };
        let path = format!("{}/tree/{}{below}", api_path(repo), revision.url_segment());
        self.0.get(&path).query(&Query::new().set("recursive", recursive).set("expand", false)).pages()
    }
}
