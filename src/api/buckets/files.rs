//! The files of a bucket: listings, single files, and where their content is read and written.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::api_path;
use crate::api::files::XetFile;
use crate::api::pages::Pages;
use crate::api::service::READ_TIMEOUT;
use crate::api::tree::bounded_path;
use crate::api::{Hub, HubError};
use crate::base::moment::Moment;
use crate::base::url::url_segment;
use crate::http::query::Query;
use crate::ids::bucket::BucketId;

/// Paths that one request for single files may name.
pub const MOST_PATHS: usize = 1000;

/// An entry of a bucket, as it is printed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "Read", tag = "type", rename_all = "camelCase")]
pub enum BucketEntry {
    /// A file.
    File(BucketFile),
    /// A folder: the beginning that paths of files have in common.
    Directory(BucketFolder),
    /// A kind that the Hub may have one day.
    Other,
}

/// A file in a bucket.
#[derive(Debug, Clone, Serialize)]
pub struct BucketFile {
    /// In the bucket.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// The hash of its content in Xet storage.
    pub xet_hash: String,
    /// When its content was last written, as far as its uploader said.
    pub mtime: Option<Moment>,
    /// When it was uploaded.
    pub uploaded_at: Option<Moment>,
}

/// A folder in a bucket.
#[derive(Debug, Clone, Serialize)]
pub struct BucketFolder {
    /// In the bucket, without a slash at its end.
    pub path: String,
    /// When something in it was last uploaded.
    pub uploaded_at: Option<Moment>,
}

/// An entry as it is read. Its kind, which may come last, decides only then what it is: there are very many of them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default, deserialize_with = "bounded_path")]
    path: String,
    size: Option<u64>,
    xet_hash: Option<String>,
    mtime: Option<Moment>,
    uploaded_at: Option<Moment>,
}

impl TryFrom<Read> for BucketEntry {
    type Error = &'static str;

    fn try_from(read: Read) -> Result<Self, Self::Error> {
        let Read { kind, path, size, xet_hash, mtime, uploaded_at } = read;
        match kind.as_str() {
            "file" | "directory" if path.is_empty() => Err("missing field `path`"),
            "file" => {
                let size = size.ok_or("missing field `size`")?;
                let xet_hash = xet_hash.ok_or("missing field `xetHash`")?;
                Ok(Self::File(BucketFile { path, size, xet_hash, mtime, uploaded_at }))
            }
            "directory" => Ok(Self::Directory(BucketFolder { path, uploaded_at })),
            _ => Ok(Self::Other),
        }
    }
}

impl BucketEntry {
    /// The file, if it is one.
    pub fn into_file(self) -> Option<BucketFile> {
        if let Self::File(file) = self { Some(file) } else { None }
    }

    /// Where it is in the bucket; empty for a kind that is not known.
    pub fn path(&self) -> &str {
        match self {
            Self::File(BucketFile { path, .. }) | Self::Directory(BucketFolder { path, .. }) => path,
            Self::Other => "",
        }
    }
}

impl Hub {
    /// `GET /api/buckets/{namespace}/{name}/tree/{path}`: the entry of that path and everything below it, or only what is
    /// directly in it. The Hub compares beginnings of paths: entries beside the path are skipped here, and so are kinds
    /// that are not known.
    pub fn bucket_tree<'a>(&'a self, bucket: &BucketId, path: &str, recursive: bool) -> Pages<'a, BucketEntry> {
        let path = path.trim_matches('/').to_owned();
        let below = if path.is_empty() { String::new() } else { format!("/{}", url_segment(&path)) };
        let call = self.0.get(&format!("{}/tree{below}", api_path(bucket)));
        let pages = call.query(&Query::new().set("recursive", recursive)).idempotent().pages();
        pages.retain(move |entry: &mut BucketEntry| {
            !matches!(entry, BucketEntry::Other) && is_at_or_below(entry.path(), &path)
        })
    }

    /// `POST /api/buckets/{namespace}/{name}/paths-info`: the files of these paths, at most [`MOST_PATHS`]. Folders and what
    /// does not exist are left out.
    pub async fn bucket_files_at(&self, bucket: &BucketId, paths: &[&str]) -> Result<Vec<BucketFile>, HubError> {
        let call = self.0.post(&format!("{}/paths-info", api_path(bucket))).timeout(READ_TIMEOUT).idempotent();
        let entries: Vec<BucketEntry> = call.body(&json!({"paths": paths}))?.json().await?;
        Ok(entries.into_iter().filter_map(BucketEntry::into_file).collect())
    }

    /// Where the content of a file is read.
    pub fn bucket_content(&self, bucket: &BucketId, file: &BucketFile) -> XetFile {
        let token_route = format!("{}{}/xet-read-token", self.endpoint(), api_path(bucket));
        XetFile { hash: file.xet_hash.clone(), token_route }
    }

    /// Where a token for writing content is given out.
    pub fn bucket_write_route(&self, bucket: &BucketId) -> String {
        format!("{}{}/xet-write-token", self.endpoint(), api_path(bucket))
    }
}

/// Whether a path is that of the place, or of something in it. The root is an empty place.
pub fn is_at_or_below(path: &str, place: &str) -> bool {
    let rest = path.strip_prefix(place);
    place.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{BucketEntry, is_at_or_below};

    #[test]
    fn entries_of_kinds_to_come_are_known_as_such() {
        let file = json!({"type": "file", "path": "a", "size": 1, "xetHash": "x"});
        let entries: Vec<BucketEntry> = serde_json::from_value(json!([
            file, {"type": "directory", "path": "b"}, {"type": "link", "path": "c"}
        ]))
        .unwrap();
        assert!(matches!(&entries[..], [BucketEntry::File(file), BucketEntry::Directory(_), BucketEntry::Other]
            if file.path == "a" && file.mtime.is_none()));
    }

    #[test]
    fn what_an_entry_lacks_is_named() {
        for (lacks, entry) in [
            ("type", json!({"path": "a"})),
            ("path", json!({"type": "directory"})),
            ("size", json!({"type": "file", "path": "a", "xetHash": "x"})),
            ("xetHash", json!({"type": "file", "path": "a", "size": 1})),
        ] {
            let error = serde_json::from_value::<BucketEntry>(entry).unwrap_err();
            assert_eq!(error.to_string(), format!("missing field `{lacks}`"));
        }
    }

    #[test]
    fn a_file_is_printed_in_the_order_of_the_python_client() {
        let reply = json!({
            "contentType": "text/plain", "uploadedAt": "2026-01-02T00:00:00.000Z", "mtime": "2026-01-01T00:00:00.500Z",
            "xetHash": "x", "size": 1, "path": "a", "type": "file",
        });
        let entry: BucketEntry = serde_json::from_value(reply).unwrap();
        let printed = serde_json::to_value(entry).unwrap();
        let keys: Vec<&String> = printed.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["type", "path", "size", "xet_hash", "mtime", "uploaded_at"]);
        assert_eq!(printed["mtime"], Value::from("2026-01-01T00:00:00.500000+00:00"));
    }

    #[test]
    fn a_place_ends_at_a_slash() {
        for (path, place, expected) in [
            ("logs/a", "logs", true),
            ("logs", "logs", true),
            ("logs.txt", "logs", false),
            ("logs_old/a", "logs", false),
            ("a/logs/b", "logs", false),
            ("anything", "", true),
        ] {
            assert_eq!(is_at_or_below(path, place), expected, "{path} {place}");
        }
    }
}
