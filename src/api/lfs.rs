//! The LFS store of a repo: which objects it lacks, sending them whole or in parts, and checking that they came.
//!
//! The protocol is git-lfs's batch API with the `basic` transfer and with `multipart`, which is the Hub's own: the parts'
//! addresses are in the header of the upload action, under their numbers.

use std::collections::BTreeMap;

use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::repos::api_path;
use super::service::READ_TIMEOUT;
use super::subject::Asked;
use super::{Hub, HubError};
use crate::base::json;
use crate::http::request::{Body, Request};
use crate::http::retry::Retry;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

const MEDIA_TYPE: &str = "application/vnd.git-lfs+json";

/// An object by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LfsObject {
    /// SHA-256, in lower-case hex.
    pub oid: String,
    /// Bytes.
    pub size: u64,
}

/// What is to be done about one object.
#[derive(Debug, Clone, Deserialize)]
pub struct LfsAnswer {
    /// The SHA-256 of the object.
    pub oid: String,
    /// `None`: the store has it.
    pub actions: Option<LfsActions>,
    /// The store does not take it.
    pub error: Option<LfsRefusal>,
}

/// How an object is sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct LfsActions {
    /// Where the content goes.
    pub upload: Option<LfsAction>,
    /// Asked once all bytes are there.
    pub verify: Option<LfsAction>,
}

/// One address, with what belongs to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LfsAction {
    /// A URL, mostly signed.
    pub href: String,
    /// To be sent along. For an upload in parts: `chunk_size`, and a URL for each part by its number.
    #[serde(default)]
    pub header: Option<Map<String, Value>>,
}

/// Why the store does not take an object.
#[derive(Debug, Clone, Deserialize)]
pub struct LfsRefusal {
    /// For people; in the store's words.
    #[serde(default)]
    pub message: String,
}

/// An object that is sent in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Multipart {
    /// Bytes of every part but the last, which has what is left.
    pub part_size: u64,
    /// Where each part goes, in their order.
    pub urls: Vec<String>,
}

impl LfsAction {
    /// The parts that an object of `size` bytes is to be sent in: `Ok(None)` when it is sent whole.
    ///
    /// # Errors
    /// What is wrong with the header.
    pub fn parts(&self, size: u64) -> Result<Option<Multipart>, &'static str> {
        let Some(header) = &self.header else { return Ok(None) };
        let Some(chunk) = header.get("chunk_size") else { return Ok(None) };
        let part_size = chunk.as_u64().or_else(|| chunk.as_str()?.parse().ok()).filter(|size| *size > 0);
        let part_size = part_size.ok_or("the size of its parts is not a number")?;
        let numbered =
            header.iter().filter_map(|(key, url)| Some((key.parse::<u64>().ok()?, url.as_str()?.to_owned())));
        let urls: Vec<String> = numbered.collect::<BTreeMap<u64, String>>().into_values().collect();
        if urls.len() as u64 != size.div_ceil(part_size) {
            return Err("the number of parts does not fit the size");
        }
        Ok(Some(Multipart { part_size, urls }))
    }
}

/// Content of one repo that another is to have too.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedObject<'a> {
    /// The Xet hash, 64 hex digits.
    pub xet_hash: &'a str,
    /// SHA-256, in lower-case hex.
    pub sha256: &'a str,
    /// Its path in the repo that has it.
    pub filename: &'a str,
}

#[derive(Deserialize)]
struct Shared {
    #[serde(default)]
    failed: Vec<NotShared>,
}

#[derive(Deserialize)]
struct NotShared {
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct Batch {
    objects: Vec<LfsAnswer>,
}

impl Hub {
    /// `POST /{repo}.git/info/lfs/objects/batch`: what of these objects (at most 256) has to be sent, and where to.
    /// Without a revision nobody's right to write there is asked for, as is needed for a pull request.
    pub async fn lfs_batch(
        &self,
        repo: &RepoId,
        revision: Option<&Revision>,
        objects: &[LfsObject],
    ) -> Result<Vec<LfsAnswer>, HubError> {
        let mut question = json!({
            "operation": "upload",
            "transfers": ["basic", "multipart"],
            "objects": objects,
            "hash_algo": "sha256",
        });
        if let Some(revision) = revision {
            question["ref"] = json!({"name": revision.as_str()});
        }
        let path = format!("/{}.git/info/lfs/objects/batch", repo.url_path());
        let call = self.0.post(&path).header("accept", MEDIA_TYPE).timeout(READ_TIMEOUT).idempotent();
        let batch: Batch = call.text(MEDIA_TYPE, encoded(&question)?).json().await?;
        Ok(batch.objects)
    }

    /// `POST /api/{kind}s/{id}/lfs-files/duplicate`: lets another repo have content of this one (at most 500 objects),
    /// which moves no byte. Returns the SHA-256 of those that it cannot have.
    pub async fn share_objects(
        &self,
        from: &RepoId,
        to: &RepoId,
        objects: &[SharedObject<'_>],
    ) -> Result<Vec<String>, HubError> {
        let body = json!({"target": {"type": to.kind().singular(), "name": to.id()}, "files": objects});
        let call = self.0.post(&format!("{}/lfs-files/duplicate", api_path(from))).idempotent();
        let shared: Shared = call.body(&body)?.json().await?;
        Ok(shared.failed.into_iter().map(|object| object.sha256.unwrap_or_default()).collect())
    }

    /// `PUT` of bytes to an address of the store, tried once: who sends them knows whether they are still the same.
    /// Gives the reply whatever its status.
    ///
    /// # Errors
    /// When no reply came.
    pub async fn lfs_put(&self, url: &str, body: Body) -> Result<Response, HubError> {
        let mut request = Request::to_storage(Method::PUT, self.own_url(url)).with_retry(Retry::never());
        request.body = body;
        Ok(self.http().send(request).await?)
    }

    /// `POST` to the address of an object that was sent in parts, with the tag of each. No token: the address is signed.
    pub async fn lfs_complete(&self, url: &str, oid: &str, tags: &[String]) -> Result<(), HubError> {
        let part = |(at, tag): (usize, &String)| json!({"partNumber": at + 1, "etag": tag});
        let parts: Vec<Value> = tags.iter().enumerate().map(part).collect();
        let text = encoded(&json!({"oid": oid, "parts": parts}))?;
        let mut request = Request::to_storage(Method::POST, self.own_url(url)).with_retry(Retry::idempotent());
        request.headers.push((ACCEPT, HeaderValue::from_static(MEDIA_TYPE)));
        request.body = Body::Text { content_type: MEDIA_TYPE, text };
        let response = self.http().send(request).await?;
        refuse_failure(response).await.map(drop)
    }

    /// `POST` to the address that says whether an object has arrived.
    pub async fn lfs_verify(&self, url: &str, object: &LfsObject) -> Result<(), HubError> {
        self.0.call(Method::POST, url).timeout(READ_TIMEOUT).idempotent().body(object)?.send().await.map(drop)
    }
}

/// The reply of a store, if it is a success.
///
/// # Errors
/// [`HubError::Refused`].
pub async fn refuse_failure(response: Response) -> Result<Response, HubError> {
    if response.status().is_success() {
        Ok(response)
    } else {
        Err(HubError::of_response(response, Asked::of_storage()).await)
    }
}

fn encoded(value: &Value) -> Result<String, HubError> {
    json::line(value).map_err(|source| HubError::Encode { source })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{LfsAction, Multipart};

    fn action(header: &serde_json::Value) -> LfsAction {
        serde_json::from_value(json!({"href": "h", "header": header})).unwrap()
    }

    #[test]
    fn parts_come_in_the_order_of_their_numbers() {
        let header = json!({"10": "j", "chunk_size": "2", "9": "i", "1": "a", "2": "b", "3": "c", "4": "d", "5": "e",
            "6": "f", "7": "g", "8": "h"});
        let parts = action(&header).parts(19).unwrap().unwrap();
        let urls = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map(str::to_owned).to_vec();
        assert_eq!(parts, Multipart { part_size: 2, urls });
    }

    #[test]
    fn an_object_without_parts_is_sent_whole() {
        assert_eq!(action(&json!(null)).parts(9).unwrap(), None);
        assert_eq!(action(&json!({"x-amz": "y"})).parts(9).unwrap(), None);
    }

    #[test]
    fn parts_that_do_not_fit_the_size_are_refused() {
        let two = json!({"chunk_size": 5, "1": "a", "2": "b"});
        assert!(action(&two).parts(10).is_ok());
        assert!(action(&two).parts(11).is_err());
        assert!(action(&json!({"chunk_size": "0", "1": "a"})).parts(1).is_err());
    }
}
