//! Changes to the files of a bucket, many in one request. They are not one step: each succeeds or fails by itself.

use serde::Deserialize;
use serde_json::{Value, json};

use super::api_path;
use crate::api::{Hub, HubError};
use crate::base::json;
use crate::ids::bucket::BucketId;

/// Operations that one batch may have.
pub const MOST_OPERATIONS: usize = 1000;
/// The hash by which an empty file is named: there is nothing of it in the store.
pub const EMPTY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One change. Paths are in the bucket; times are in milliseconds since 1970.
#[derive(Debug, Clone)]
pub enum Operation<'a> {
    /// A file whose content is in the store.
    Add(NewFile<'a>),
    /// A file with the content of another, which need not be sent.
    Copy(CopiedFile<'a>),
    /// A file that is there no longer.
    Delete {
        /// In the bucket.
        path: &'a str,
    },
}

impl Operation<'_> {
    /// The path that it changes.
    pub fn path(&self) -> &str {
        match self {
            Self::Add(NewFile { path, .. }) | Self::Copy(CopiedFile { path, .. }) | Self::Delete { path } => path,
        }
    }
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

/// A file to be made of another's content.
#[derive(Debug, Clone)]
pub struct CopiedFile<'a> {
    /// In the bucket.
    pub path: &'a str,
    /// The hash of the content in the store.
    pub hash: &'a str,
    /// When it is copied, in milliseconds since 1970.
    pub modified: i64,
    /// Where the content is: `bucket`, `model`, `dataset`, `space` or `kernel`.
    pub source_kind: &'static str,
    /// `namespace/name` of that bucket or repo.
    pub source: &'a str,
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
    /// `POST /api/buckets/{namespace}/{name}/batch`: changes files, up to [`MOST_OPERATIONS`] of them. Returns those that
    /// were refused.
    pub async fn change_bucket(
        &self,
        bucket: &BucketId,
        operations: &[Operation<'_>],
    ) -> Result<Vec<FailedOperation>, HubError> {
        let lines = operations.iter().map(line).collect::<Result<String, _>>()?;
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

fn line(operation: &Operation<'_>) -> Result<String, HubError> {
    let value = match operation {
        Operation::Add(NewFile { path, hash, modified, content_type }) => {
            let mut value = json!({"type": "addFile", "path": path, "xetHash": hash, "mtime": modified});
            if let Some(content_type) = content_type {
                value["contentType"] = Value::from(*content_type);
            }
            value
        }
        Operation::Copy(CopiedFile { path, hash, modified, source_kind, source }) => json!({
            "type": "copyFile", "path": path, "xetHash": hash, "mtime": modified, "sourceRepoType": source_kind,
            "sourceRepoId": source,
        }),
        Operation::Delete { path } => json!({"type": "deleteFile", "path": path}),
    };
    Ok(json::line(&value).map_err(|source| HubError::Encode { source })? + "\n")
}

#[cfg(test)]
mod tests {
    use super::{CopiedFile, EMPTY, NewFile, Operation, line};

    #[test]
    fn an_operation_is_a_line_as_python_writes_it() {
        let file = NewFile { path: "é/a.txt", hash: EMPTY, modified: 7, content_type: Some("text/plain") };
        let expected = format!(
            "{{\"type\": \"addFile\", \"path\": \"\\u00e9/a.txt\", \"xetHash\": \"{EMPTY}\", \"mtime\": 7, \
             \"contentType\": \"text/plain\"}}\n"
        );
        assert_eq!(line(&Operation::Add(file.clone())).unwrap(), expected);
        let untyped = Operation::Add(NewFile { content_type: None, ..file });
        assert!(line(&untyped).unwrap().ends_with("\"mtime\": 7}\n"));
        assert_eq!(line(&Operation::Delete { path: "a" }).unwrap(), "{\"type\": \"deleteFile\", \"path\": \"a\"}\n");
        let copy = CopiedFile { path: "a", hash: "x", modified: 7, source_kind: "bucket", source: "ada/b" };
        assert_eq!(
            line(&Operation::Copy(copy)).unwrap(),
            "{\"type\": \"copyFile\", \"path\": \"a\", \"xetHash\": \"x\", \"mtime\": 7, \"sourceRepoType\": \"bucket\", \
             \"sourceRepoId\": \"ada/b\"}\n"
        );
    }
}
