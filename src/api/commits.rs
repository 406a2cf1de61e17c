//! Commits: making one, and the lines that its request is made of. The lines come from the caller, who streams them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::repos::api_path;
use super::{Hub, HubError};
use crate::base::json;
use crate::http::query::Query;
use crate::http::request::Body;
use crate::http::retry::Retry;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// Where a commit goes.
#[derive(Debug, Clone)]
pub struct Destination {
    /// It must be there.
    pub repo: RepoId,
    /// A branch, or the ref of a pull request.
    pub revision: Revision,
    /// The commit opens a pull request against the revision instead.
    pub create_pr: bool,
}

impl Destination {
    /// Tells the Hub whether a pull request is meant.
    pub(super) fn query(&self) -> Query {
        Query::new().maybe("create_pr", self.create_pr.then_some(1))
    }
}

/// A commit that was made.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeCommit {
    /// Its page.
    pub commit_url: String,
    /// Its hash.
    pub commit_oid: String,
    /// The page of the pull request that it opened, if it did.
    pub pull_request_url: Option<String>,
}

impl Hub {
    /// `POST /api/{kind}s/{id}/commit/{revision}`. The body is made of lines: [`header_line`] first, then deletions,
    /// then files. `retry` is more than one try only where a second commit of the same would do no harm.
    ///
    /// # Errors
    /// A branch that has moved since the header's parent has status 412.
    pub async fn commit(&self, to: &Destination, lines: Body, retry: Retry) -> Result<MadeCommit, HubError> {
        let path = format!("{}/commit/{}", api_path(&to.repo), to.revision.url_segment());
        let call = self.0.post(&path).query(&to.query()).retry(retry);
        call.header("content-type", "application/x-ndjson").content(lines).json().await
    }
}

/// The first line: what the commit is called, and the commit that it must follow.
///
/// # Errors
/// Never in practice: text always makes JSON. So for all lines.
pub fn header_line(summary: &str, description: &str, parent: Option<&str>) -> Result<String, HubError> {
    let mut value = json!({"summary": summary, "description": description});
    if let Some(parent) = parent {
        value["parentCommit"] = parent.into();
    }
    line("header", &value)
}

/// The line of a file whose content is in the LFS store already; `oid` is its SHA-256, `size` its bytes where they are
/// known.
///
/// # Errors
/// As of [`header_line`].
pub fn lfs_line(path: &str, oid: &str, size: Option<u64>) -> Result<String, HubError> {
    let mut value = json!({"path": path, "algo": "sha256", "oid": oid});
    if let Some(size) = size {
        value["size"] = size.into();
    }
    line("lfsFile", &value)
}

/// The line that removes a file.
///
/// # Errors
/// As of [`header_line`].
pub fn deletion_line(path: &str) -> Result<String, HubError> {
    line("deletedFile", &json!({"path": path}))
}

/// The line that removes a folder, whose path ends in a slash.
///
/// # Errors
/// As of [`header_line`].
pub fn folder_deletion_line(path: &str) -> Result<String, HubError> {
    line("deletedFolder", &json!({"path": path}))
}

/// What stands before and behind the content, in base64, in the line of a small file.
///
/// # Errors
/// As of [`header_line`].
pub fn file_line(path: &str) -> Result<(String, String), HubError> {
    let whole = line("file", &json!({"content": "", "path": path, "encoding": "base64"}))?;
    let open = r#"{"key": "file", "value": {"content": ""#;
    Ok((open.to_owned(), whole[open.len()..].to_owned()))
}

fn line(key: &str, value: &Value) -> Result<String, HubError> {
    let text = json::line(&json!({"key": key, "value": value})).map_err(|source| HubError::Encode { source })?;
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::{deletion_line, file_line, header_line, lfs_line};

    #[test]
    fn lines_are_laid_out_as_python_writes_them() {
        assert_eq!(
            header_line("é", "", None).unwrap(),
            "{\"key\": \"header\", \"value\": {\"summary\": \"\\u00e9\", \"description\": \"\"}}\n"
        );
        assert!(
            header_line("a", "b", Some("c")).unwrap().ends_with("\"description\": \"b\", \"parentCommit\": \"c\"}}\n")
        );
        assert_eq!(deletion_line("x").unwrap(), "{\"key\": \"deletedFile\", \"value\": {\"path\": \"x\"}}\n");
        assert_eq!(
            lfs_line("m.bin", "ab", Some(5)).unwrap(),
            "{\"key\": \"lfsFile\", \"value\": {\"path\": \"m.bin\", \"algo\": \"sha256\", \"oid\": \"ab\", \"size\": 5}}\n"
        );
    }

    #[test]
    fn content_fits_between_the_halves_of_a_files_line() {
        let (before, after) = file_line("a\"b").unwrap();
        assert_eq!(
            before + "aGk=" + &after,
            "{\"key\": \"file\", \"value\": {\"content\": \"aGk=\", \"path\": \"a\\\"b\", \"encoding\": \"base64\"}}\n"
        );
    }
}
