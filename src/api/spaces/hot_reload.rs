//! Changing the code of a running Space without rebuilding it: a commit with a mark, and what each replica of the Space
//! reports about it. Does not decide whether a Space supports it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::api::commits::{Destination, MadeCommit, file_line, header_line};
use crate::api::preupload::{Candidate, UploadMode};
use crate::api::repos::api_path;
use crate::api::subject::ServiceKind;
use crate::api::{Hub, HubError};
use crate::base::url::url_segment;
use crate::http::query::Query;
use crate::http::{body, same_origin};
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// The domain of applications.
const OWN_DOMAIN: &str = ".hf.space";
/// Replicas report changes at the Space's name with this suffix.
const PORT: &str = "--7887";
/// Bytes of a file that the Hub wants to see first.
const SAMPLE: usize = 512;

/// A file of a Space with its new content.
#[derive(Debug, Clone, Copy)]
pub struct ChangedFile<'a> {
    /// Its path in the repo.
    pub path: &'a str,
    /// The whole content.
    pub content: &'a [u8],
}

/// Something that a replica did with a change.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ReloadEvent {
    /// `add`, `update`, `delete`, `run`, `exception`, `error`, `ui` or `file`.
    pub kind: String,
    /// Such as `function`.
    pub object_type: String,
    /// Its name.
    pub object_name: String,
    /// The lines that the event is about.
    pub region: Option<Region>,
    /// The code that ran.
    pub code_lines: String,
    /// The traceback of an exception.
    pub traceback: String,
    /// Whether the page changed.
    pub updated: bool,
    /// Whether the file is new.
    pub created: bool,
}

/// Lines of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Region {
    /// One more than the first line.
    pub start_line: u64,
    /// The last line.
    pub end_line: u64,
}

impl Hub {
    /// Whether the Hub stores this file in the commit itself, which a hot reload requires.
    pub async fn takes_inline(&self, space: &RepoId, file: ChangedFile<'_>) -> Result<bool, HubError> {
        let sample = STANDARD.encode(&file.content[..file.content.len().min(SAMPLE)]);
        let candidate = Candidate { path: file.path.to_owned(), sample, size: file.content.len() as u64 };
        let main = Destination { repo: space.clone(), revision: Revision::default(), create_pr: false };
        let verdicts = self.preupload(&main, &[candidate], None).await?;
        Ok(verdicts.iter().all(|verdict| verdict.upload_mode == UploadMode::Regular))
    }

    /// `POST /api/spaces/{id}/commit/main?hot_reload=1`: commits one file, which the running Space picks up. `parent` is
    /// the commit that must be the latest, if it matters.
    pub async fn hot_reload(
        &self,
        space: &RepoId,
        file: ChangedFile<'_>,
        parent: Option<&str>,
    ) -> Result<MadeCommit, HubError> {
        let header = header_line(&format!("Upload {} with hf", file.path), "", parent)?;
        let (before, behind) = file_line(file.path)?;
        let lines = format!("{header}{before}{}{behind}", STANDARD.encode(file.content));
        let path = format!("{}/commit/main", api_path(space));
        self.0.post(&path).query(&Query::new().set("hot_reload", 1)).text("application/x-ndjson", lines).json().await
    }

    /// `POST {host}/--replicas/+{replica}/get-reload`: what a replica did with a commit, or `None` while it has nothing
    /// to report. `host` is the address of the Space, which gets the token only on the Hub's own domain.
    pub async fn reload_events(
        &self,
        (host, subdomain): (&str, &str),
        replica: &str,
        commit: &str,
    ) -> Result<Option<Vec<ReloadEvent>>, HubError> {
        let base = host.replacen(subdomain, &format!("{subdomain}{PORT}"), 1);
        let service = self.0.elsewhere(ServiceKind::Space, &base, is_own_address(self.endpoint(), &base));
        let path = format!("/--replicas/+{}/get-reload", url_segment(replica));
        let call = service.post(&path).idempotent();
        let response = call.body(&json!({"reloadId": commit}))?.send().await?;
        if response.status() == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&body::read(response).await?).into_owned();
        let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
        let read = |data: &str| {
            let event: Value = serde_json::from_str(data.trim()).ok()?;
            serde_json::from_value(event.get("data")?.clone()).ok()
        };
        Ok(Some(data.filter_map(read).collect()))
    }
}

/// Whether an address belongs to the Hub, whatever the Space's description says.
fn is_own_address(endpoint: &str, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let is_on_domain = url.scheme() == "https" && url.host_str().is_some_and(|host| host.ends_with(OWN_DOMAIN));
    is_on_domain || Url::parse(endpoint).is_ok_and(|endpoint| same_origin(&endpoint, &url))
}

#[cfg(test)]
mod tests {
    use super::is_own_address;

    #[test]
    fn a_token_goes_to_the_hubs_own_domain_alone() {
        let is_own = |url| is_own_address("https://huggingface.co", url);
        assert!(is_own("https://ada-hello--7887.hf.space"));
        assert!(!is_own("http://ada-hello.hf.space") && !is_own("https://ada.hf.space.evil.example"));
        assert!(!is_own("https://evil.example/.hf.space"));
    }
}
