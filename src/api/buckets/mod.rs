//! Buckets as a whole: folders of files without a history. The files are in `files`, changes to them in `batch`.

pub mod batch;
pub mod files;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::error::RefusalKind;
use super::pages::Pages;
use super::{Hub, HubError};
use crate::base::moment::Moment;
use crate::base::url::url_segment;
use crate::http::query::Query;
use crate::ids::bucket::BucketId;

/// The namespace that stands for the account of the token.
const OWN: &str = "me";

/// What the Hub says of a bucket, as it is printed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct BucketInfo {
    /// `namespace/name`.
    pub id: String,
    /// Whether only some may see it.
    pub private: bool,
    /// When it was created.
    pub created_at: Moment,
    /// Bytes of all files.
    pub size: u64,
    /// How many files it has.
    pub total_files: u64,
}

/// A bucket to be created. What is `None` is left to the Hub.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct NewBucket<'a> {
    /// `private`, or as the namespace has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<&'static str>,
    /// Where its content is kept: `us` or `eu`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<&'a str>,
}

#[derive(Deserialize)]
struct Created {
    url: String,
}

impl Hub {
    /// `POST /api/buckets/{namespace}/{name}`: creates a bucket; without a namespace, one of the account itself. Returns its
    /// page, whose address ends in its id.
    ///
    /// # Errors
    /// A bucket that exists is [`RefusalKind::Conflict`].
    pub async fn create_bucket(
        &self,
        namespace: Option<&str>,
        name: &str,
        bucket: &NewBucket<'_>,
    ) -> Result<String, HubError> {
        let path = format!("/api/buckets/{}/{}", url_segment(namespace.unwrap_or(OWN)), url_segment(name));
        let Created { url } = self.0.post(&path).body(bucket)?.json().await?;
        Ok(self.own_url(&url))
    }

    /// The same unless it exists: a conflict counts as success, and so does a refusal when the bucket can be read.
    pub async fn create_bucket_if_missing(
        &self,
        namespace: Option<&str>,
        name: &str,
        bucket: &NewBucket<'_>,
    ) -> Result<String, HubError> {
        let error = match self.create_bucket(namespace, name, bucket).await {
            Ok(page) => return Ok(page),
            Err(error) => error,
        };
        let Some(refusal) = error.refusal() else { return Err(error) };
        let page = format!("{}/buckets/{}/{name}", self.endpoint(), namespace.unwrap_or(OWN));
        if refusal.kind == RefusalKind::Conflict {
            return Ok(refusal.body["url"].as_str().map_or(page, |url| self.own_url(url)));
        }
        let id = namespace.and_then(|namespace| BucketId::new(namespace, name).ok());
        match id.filter(|_| matches!(refusal.status.as_u16(), 401 | 403)) {
            // The first refusal says more than "not found".
            Some(id) if self.bucket(&id).await.is_ok() => Ok(page),
            _ => Err(error),
        }
    }

    /// `GET /api/buckets/{namespace}`: the buckets of an account that the caller may see; without a namespace, of the
    /// account of the token. `search` is a part of the name.
    pub fn buckets(&self, namespace: Option<&str>, search: Option<&str>) -> Pages<'_, BucketInfo> {
        let path = format!("/api/buckets/{}", url_segment(namespace.unwrap_or(OWN)));
        self.0.get(&path).query(&Query::new().maybe("search", search)).pages()
    }

    /// `GET /api/buckets/{namespace}/{name}`.
    pub async fn bucket(&self, bucket: &BucketId) -> Result<BucketInfo, HubError> {
        self.0.get(&api_path(bucket)).json().await
    }

    /// `PUT /api/buckets/{namespace}/{name}/settings`: changes who may see a bucket.
    pub async fn change_bucket_settings(&self, bucket: &BucketId, private: bool) -> Result<(), HubError> {
        let path = format!("{}/settings", api_path(bucket));
        self.0.put(&path).body(&json!({"private": private}))?.send().await.map(drop)
    }

    /// `POST /api/repos/move`: gives a bucket another name or another owner.
    pub async fn move_bucket(&self, from: &BucketId, to: &BucketId) -> Result<(), HubError> {
        let body = json!({"fromRepo": from.to_string(), "toRepo": to.to_string(), "type": "bucket"});
        self.0.post("/api/repos/move").about_bucket(from).body(&body)?.send().await.map(drop)
    }

    /// `DELETE /api/buckets/{namespace}/{name}`: deletes a bucket with all its files.
    ///
    /// # Errors
    /// A bucket that does not exist is [`RefusalKind::RepoNotFound`].
    pub async fn delete_bucket(&self, bucket: &BucketId) -> Result<(), HubError> {
        self.0.delete(&api_path(bucket)).send().await.map(drop)
    }
}

fn api_path(bucket: &BucketId) -> String {
    format!("/api/buckets/{}/{}", url_segment(bucket.namespace()), url_segment(bucket.name()))
}
