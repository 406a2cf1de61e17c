//! The files of a repo at a revision.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::pages::Pages;
use super::repos::api_path;
use super::service::{Call, READ_TIMEOUT};
use super::{Hub, HubError};
use crate::base::fs::is_too_long;
use crate::base::moment::Moment;
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
    #[serde(deserialize_with = "bounded_path")]
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

/// Not one that no disk can have: each of its folders would cost time and memory.
pub(super) fn bounded_path<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    let path = String::deserialize(source)?;
    if is_too_long(&path) { Err(D::Error::custom("a path is too long")) } else { Ok(path) }
}

impl TreeItem {
    /// Not a folder.
    pub fn is_file(&self) -> bool {
        self.kind == "file"
    }
}

/// One entry of a listing with all that the Hub can tell of it, as it is printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Entry {
    File(Box<FileEntry>),
    Directory(FolderEntry),
}

/// A file.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct FileEntry {
    /// From the root of the repo.
    #[serde(deserialize_with = "bounded_path")]
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// The git id: of the blob, or of the LFS pointer.
    #[serde(rename(deserialize = "oid"))]
    pub blob_id: Option<String>,
    /// `None` for a small file.
    pub lfs: Option<LfsEntry>,
    /// 64 hex digits, if Xet keeps the content.
    pub xet_hash: Option<String>,
    /// The newest commit that changed it.
    pub last_commit: Option<LastCommit>,
    /// What scans of the file found.
    #[serde(rename(deserialize = "securityFileStatus"))]
    pub security: Option<Security>,
}

/// A folder.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct FolderEntry {
    /// From the root of the repo, without a slash at its end.
    #[serde(deserialize_with = "bounded_path")]
    pub path: String,
    /// The git id of the tree.
    #[serde(rename(deserialize = "oid"))]
    pub tree_id: Option<String>,
    /// The newest commit that changed something in it.
    pub last_commit: Option<LastCommit>,
}

/// Where the content of a large file is known by its own hash.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct LfsEntry {
    /// Bytes of the content.
    pub size: u64,
    /// Of the content, in lower-case hex.
    #[serde(rename(deserialize = "oid"))]
    pub sha256: String,
    /// Bytes of the pointer in git.
    pub pointer_size: Option<u64>,
}

/// The newest commit that changed an entry.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct LastCommit {
    /// Its hash.
    #[serde(rename(deserialize = "id"))]
    pub oid: String,
    /// The first line of its message.
    pub title: String,
    /// When it was made.
    pub date: Moment,
}

/// What scans of a file found.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "Scans")]
pub struct Security {
    /// Whether the status is `safe`.
    pub safe: bool,
    /// The sum of all scans: `safe`, `unscanned`, `suspicious` and others.
    pub status: String,
    /// What the virus scanner says.
    pub av_scan: Option<Value>,
    /// Which modules a pickle imports.
    pub pickle_import_scan: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scans {
    status: String,
    av_scan: Option<Value>,
    pickle_import_scan: Option<Value>,
}

impl From<Scans> for Security {
    fn from(Scans { status, av_scan, pickle_import_scan }: Scans) -> Self {
        Self { safe: status == "safe", status, av_scan, pickle_import_scan }
    }
}

impl Serialize for Entry {
    /// Without the word that tells files from folders: their keys do.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::File(file) => file.serialize(serializer),
            Self::Directory(folder) => folder.serialize(serializer),
        }
    }
}

impl Hub {
    /// `GET /api/{kind}s/{id}/tree/{revision}/{folder}`: everything below a folder (empty for the root), or only what is
    /// directly in it.
    pub fn tree(&self, repo: &RepoId, revision: &Revision, folder: &str, recursive: bool) -> Pages<'_, TreeItem> {
        let path = tree_path(repo, revision) + &below(folder);
        self.0.get(&path).query(&Query::new().set("recursive", recursive).set("expand", false)).pages()
    }

    /// `POST /api/{kind}s/{id}/paths-info/{revision}`: what stands under these paths, at most 500 of them. Those that do
    /// not exist are left out.
    pub async fn paths_info(
        &self,
        repo: &RepoId,
        revision: &Revision,
        paths: &[&str],
    ) -> Result<Vec<TreeItem>, HubError> {
        self.paths_call(repo, revision, &Query::new().set("expand", false).each("paths", paths)).json().await
    }

    /// As [`Self::tree`], with commits and scans: the Hub's pages are much shorter then.
    pub fn expanded_tree(&self, repo: &RepoId, revision: &Revision, folder: &str, recursive: bool) -> Pages<'_, Entry> {
        let query = Query::new().set("recursive", recursive).set("expand", true);
        self.0.get(&(tree_path(repo, revision) + &below(folder))).query(&query).pages()
    }

    /// As [`Self::paths_info`], with commits and scans.
    pub async fn expanded_paths_info(
        &self,
        repo: &RepoId,
        revision: &Revision,
        paths: &[&str],
    ) -> Result<Vec<Entry>, HubError> {
        self.paths_call(repo, revision, &Query::new().set("expand", true).each("paths", paths)).json().await
    }

    fn paths_call(&self, repo: &RepoId, revision: &Revision, form: &Query) -> Call<'_> {
        let path = format!("{}/paths-info/{}", api_path(repo), revision.url_segment());
        let call = self.0.post(&path).timeout(READ_TIMEOUT).idempotent();
        call.text("application/x-www-form-urlencoded", form.to_string())
    }
}

/// What follows on the path of a tree for a folder in it.
fn below(folder: &str) -> String {
    if folder.is_empty() { String::new() } else { format!("/{}", url_segment(folder)) }
}

fn tree_path(repo: &RepoId, revision: &Revision) -> String {
    format!("{}/tree/{}", api_path(repo), revision.url_segment())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Entry, TreeItem};
    use crate::base::json::without_nulls;

    fn printed(reply: Value) -> String {
        let entry: Entry = serde_json::from_value(reply).unwrap();
        without_nulls(serde_json::to_value(entry).unwrap()).to_string()
    }

    #[test]
    fn entries_are_printed_in_the_order_of_the_python_client() {
        let commit = json!({"id": "c", "title": "t", "date": "2024-01-02T03:04:05.000Z"});
        let file = json!({
            "type": "file", "oid": "o", "size": 5, "path": "a.bin", "xetHash": "x", "lastCommit": commit,
            "lfs": {"oid": "s", "size": 5, "pointerSize": 130},
            "securityFileStatus": {"status": "safe", "avScan": {"status": "safe", "message": null}, "other": 1},
        });
        let expected = concat!(
            r#"{"path":"a.bin","size":5,"blob_id":"o","lfs":{"size":5,"sha256":"s","pointer_size":130},"#,
            r#""xet_hash":"x","last_commit":{"oid":"c","title":"t","date":"2024-01-02T03:04:05+00:00"},"#,
            r#""security":{"safe":true,"status":"safe","av_scan":{"status":"safe"}}}"#
        );
        assert_eq!(printed(file), expected);
        let folder = json!({"type": "directory", "oid": "o", "size": 0, "path": "a", "lastCommit": commit});
        let expected = concat!(
            r#"{"path":"a","tree_id":"o","last_commit":{"oid":"c","title":"t","#,
            r#""date":"2024-01-02T03:04:05+00:00"}}"#
        );
        assert_eq!(printed(folder), expected);
    }

    #[test]
    fn a_path_that_no_disk_can_have_is_refused() {
        for (path, is_taken) in [("a/b", true), (&*"a/".repeat(100_000), false), (&"a".repeat(5000), false)] {
            let item = json!({"type": "file", "path": path, "size": 1, "oid": ""});
            assert_eq!(serde_json::from_value::<TreeItem>(item.clone()).is_ok(), is_taken);
            assert_eq!(serde_json::from_value::<Entry>(item).is_ok(), is_taken);
        }
    }
}
