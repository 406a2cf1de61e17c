//! The repos and buckets of an account, with the storage that they take.

use serde::Deserialize;

use crate::api::Hub;
use crate::api::pages::Pages;
use crate::base::moment::Moment;
use crate::base::url::url_segment;

/// A repo or bucket, as its owner sees it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnedRepo {
    /// `namespace/name`.
    pub id: String,
    /// `model`, `dataset`, `space`, `bucket` and others to come.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was last changed.
    pub updated_at: Moment,
    /// `public`, `private` or `protected`.
    pub visibility: String,
    /// Bytes.
    pub storage: u64,
    /// Its share of all storage of the account.
    pub storage_percent: Option<f64>,
}

impl Hub {
    /// `GET /api/settings/repositories`, or `GET /api/organizations/{name}/settings/repositories`.
    pub fn owned_repos(&self, organization: Option<&str>) -> Pages<'_, OwnedRepo> {
        match organization {
            None => self.0.get("/api/settings/repositories").pages(),
            Some(name) => {
                self.0.get(&format!("/api/organizations/{}/settings/repositories", url_segment(name))).pages()
            }
        }
    }
}
