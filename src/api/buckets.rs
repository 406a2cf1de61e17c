//! Buckets: folders of files without a history. Their content is in Xet storage; a batch of operations names it.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::RefusalKind;
use super::pages::Pages;
use super::{Hub, HubError};
use crate::base::json;
use crate::base::moment::Moment;
use crate::base::url::url_segment;
use crate::http::query::Query;
use crate::ids::bucket::BucketId;

/// Operations that one batch may have.
pub const MOST_OPERATIONS: usize = 1000;
/// The hash by which an empty file is named: there is nothing of it in the store.
pub const EMPTY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What the Hub says of a bucket.
#[derive(Debug, Clone, Deserialize)]
pub struct BucketInfo {
    /// Whether only some may see it.
    pub private: bool,
}

/// Something in a bucket.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum BucketEntry {
    /// A file.
    File(BucketFile),
    /// A folder, and whatever else the Hub may have one day.
    #[serde(other)]
    Other,
}

/// A file in a bucket.
#[derive(Debug, Clone, Deserialize)]
pub struct BucketFile {
    /// In the bucket.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// When its content was last written, as far as its uploader said.
    pub mtime: Option<Moment>,
}

/// A file to be added, whose content is in the store.
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    /// In the bucket.
    pub path: &'a str,
    /// Its hash in the store; [`EMPTY`] if it has no bytes.
    pub hash: &'a str,
    /// When its content was last written, in milliseconds since 1970.
    pub modified: i64,
    /// Its media type, if it is known.
    pub content_type: Option<&'static str>,
}

#[derive(Serialize)]
struct NewBucket {
    visibility: &'static str,
}

/// An operation that was refused; the others of the batch are done.
#[derive(Debug, Clone, Deserialize)]
pub struct FailedOperation {
    /// In the bucket.
    pub path: String,
    /// The Hub's words.
    pub error: String,
}

#[derive(Default, Deserialize)]
struct BatchReply {
    #[serde(default)]
    failed: Vec<FailedOperation>,
}

impl Hub {
    /// `POST /api/buckets/{namespace}/{name}`: creates a private bucket unless it exists.
    pub async fn create_private_bucket(&self, bucket: &BucketId) -> Result<(), HubError> {
        let call = self.0.post(&api_path(bucket)).body(&NewBucket { visibility: "private" })?;
        match call.send().await {
            Err(error) if error.refusal().is_some_and(|refusal| refusal.kind == RefusalKind::Conflict) => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    /// `GET /api/buckets/{namespace}/{name}`.
    pub async fn bucket(&self, bucket: &BucketId) -> Result<BucketInfo, HubError> {
        self.0.get(&api_path(bucket)).json().await
    }

    /// `GET /api/buckets/{namespace}/{name}/tree/{folder}`: all files below a folder. The Hub compares beginnings of
    /// paths, so files of other folders may be among them.
    pub fn bucket_files(&self, bucket: &BucketId, folder: &str) -> Pages<'_, BucketEntry> {
        let path = format!("{}/tree/{}", api_path(bucket), url_segment(folder));
        self.0.get(&path).query(&Query::new().set("recursive", "true")).idempotent().pages()
    }

    /// Where a token for writing content is given out.
    pub fn bucket_write_route(&self, bucket: &BucketId) -> String {
        format!("{}{}/xet-write-token", self.endpoint(), api_path(bucket))
    }

    /// `POST /api/buckets/{namespace}/{name}/batch`: adds files, up to [`MOST_OPERATIONS`]. Returns those that were
    /// refused.
    pub async fn add_to_bucket(
        &self,
        bucket: &BucketId,
        files: &[NewFile<'_>],
    ) -> Result<Vec<FailedOperation>, HubError> {
        let lines = files.iter().map(line).collect::<Result<String, _>>()?;
        let call = self.0.post(&format!("{}/batch", api_path(bucket)));
        let reply: Result<BatchReply, _> = call.text("application/x-ndjson", lines).idempotent().json().await;
        let error = match reply {
            Ok(BatchReply { failed }) => return Ok(failed),
            Err(error) => error,
        };
        let body = error.refusal().map(|refusal| refusal.body.clone()).unwrap_or_default();
        match BatchReply::deserialize(body).unwrap_or_default().failed {
            failed if failed.is_empty() => Err(error),
            failed => Ok(failed),
        }
    }
}

fn line(file: &NewFile<'_>) -> Result<String, HubError> {
    let NewFile { path, hash, modified, content_type } = file;
    let mut value = json!({"type": "addFile", "path": path, "xetHash": hash, "mtime": modified});
    if let Some(content_type) = content_type {
        value["contentType"] = (*content_type).into();
    }
    Ok(json::line(&value).map_err(|source| HubError::Encode { source })? + "\n")
}

fn api_path(bucket: &BucketId) -> String {
    format!("/api/buckets/{}/{}", url_segment(bucket.namespace()), url_segment(bucket.name()))
}

#[cfg(test)]
mod tests {
    use super::{BucketEntry, EMPTY, NewFile, line};

    #[test]
    fn a_new_file_is_a_line_as_python_writes_it() {
        let file = NewFile { path: "é/a.txt", hash: EMPTY, modified: 7, content_type: Some("text/plain") };
        let expected = format!(
            "{{\"type\": \"addFile\", \"path\": \"\\u00e9/a.txt\", \"xetHash\": \"{EMPTY}\", \"mtime\": 7, \
             \"contentType\": \"text/plain\"}}\n"
        );
        assert_eq!(line(&file).unwrap(), expected);
        assert!(line(&NewFile { content_type: None, ..file }).unwrap().ends_with("\"mtime\": 7}\n"));
    }

    #[test]
    fn entries_of_kinds_to_come_are_no_files() {
        let entries: Vec<BucketEntry> = serde_json::from_str(
            r#"[{"type": "file", "path": "a", "size": 1}, {"type": "directory", "path": "b"}, {"type": "link"}]"#,
        )
        .unwrap();
        assert!(matches!(&entries[..], [BucketEntry::File(file), BucketEntry::Other, BucketEntry::Other]
            if file.path == "a" && file.mtime.is_none()));
    }
}
