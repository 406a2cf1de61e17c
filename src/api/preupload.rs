//! What the Hub wants of files before it gets them: in the commit itself or in the LFS store, or not at all.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::commits::Destination;
use super::repos::api_path;
use super::service::READ_TIMEOUT;
use super::{Hub, HubError};

/// A file that is about to be uploaded.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// Its path in the repo.
    pub path: String,
    /// Its first bytes (512 are looked at), in base64.
    pub sample: String,
    /// Bytes.
    pub size: u64,
}

/// Where a file's content belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UploadMode {
    /// In the commit.
    Regular,
    /// In the LFS store.
    Lfs,
}

/// What the Hub says of one file.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// As it was asked for.
    pub path: String,
    /// How its content is sent.
    pub upload_mode: UploadMode,
    /// A .gitignore says that it does not belong into the repo.
    #[serde(default)]
    pub should_ignore: bool,
    /// What the repo has under that path now: SHA-256 of an LFS file's content, else git's SHA-1.
    pub oid: Option<String>,
}

#[derive(Deserialize)]
struct Verdicts {
    files: Vec<Verdict>,
}

impl Hub {
    /// `POST /api/{kind}s/{id}/preupload/{revision}`, for at most 256 files. `gitignore` is the content of the
    /// .gitignore that is being uploaded; without one the repo's own holds.
    pub async fn preupload(
        &self,
        to: &Destination,
        files: &[Candidate],
        gitignore: Option<&str>,
    ) -> Result<Vec<Verdict>, HubError> {
        let mut question = json!({"files": files});
        if let Some(text) = gitignore {
            question["gitIgnore"] = text.into();
        }
        let path = format!("{}/preupload/{}", api_path(&to.repo), to.revision.url_segment());
        let call = self.0.post(&path).query(&to.query()).timeout(READ_TIMEOUT).idempotent();
        Ok(call.body(&question)?.json::<Verdicts>().await?.files)
    }
}
