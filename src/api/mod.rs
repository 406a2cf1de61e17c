//! What the Hub's endpoints take and say: one method an endpoint, one file an area. Never prints, never reads the
//! environment, keeps nothing on disk.
//!
//! Every endpoint may fail with any [`HubError`]. `# Errors` names only the kinds that mean something of their own there.

pub mod access;
pub mod account;
pub mod bearer;
pub mod buckets;
mod by_name;
pub mod card;
pub mod card_data;
pub mod collections;
pub mod commits;
pub mod datasets;
pub mod discussions;
pub mod endpoints;
pub mod error;
pub mod files;
pub mod follow;
pub mod github;
pub mod hardware;
pub mod history;
pub mod inference;
pub mod jobs;
pub mod leaderboard;
pub mod lfs;
pub mod likes;
pub mod models;
pub mod oauth;
pub mod pages;
pub mod papers;
pub mod preupload;
pub mod records;
pub mod refs;
pub mod releases;
pub mod repos;
pub mod sandbox;
pub mod service;
pub mod spaces;
pub mod stored_files;
pub mod subject;
pub mod tags;
pub mod tree;
pub mod trusted;
pub mod users;
pub mod viewer;
pub mod webhook_event;
pub mod webhooks;
pub mod xet_token;

use std::sync::Arc;
use std::time::Duration;

use crate::base::secret::Secret;
use crate::http::{Http, Listener};
use bearer::Bearer;
pub use error::HubError;
use service::Service;
use subject::ServiceKind;

/// The Hub at one endpoint, spoken to with one account's token or none. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Service);

impl Hub {
    /// `endpoint` is a base URL without a final slash.
    pub fn new(http: Http, endpoint: String, token: Option<Secret>) -> Self {
        Self::with_bearer(http, endpoint, Arc::new(token))
    }

    /// The same with a token that may change.
    pub fn with_bearer(http: Http, endpoint: String, bearer: Arc<dyn Bearer>) -> Self {
        Self(Service::new(ServiceKind::Hub, http, endpoint, bearer))
    }

    /// The same Hub with a header on every request, such as the download counter.
    #[must_use]
    pub fn with_header(self, name: &'static str, value: &'static str) -> Self {
        Self(self.0.with_header(name, value))
    }

    /// The same Hub that tries for so long to connect, to itself and to the stores of content.
    #[must_use]
    pub fn connecting_for(self, patience: Duration) -> Self {
        Self(self.0.connecting_for(patience))
    }

    /// The same Hub for a command that changes something: what it reads on the way is not read without the token either,
    /// so that a refused token is told as such, and not as a missing repo later.
    #[must_use]
    pub fn for_changes(self) -> Self {
        Self(self.0.keeping_token())
    }

    /// The same Hub, whose requests are heard as [`Http::heard_by`] says.
    #[must_use]
    pub fn heard_by(self, wrap: impl FnOnce(Arc<dyn Listener>) -> Arc<dyn Listener>) -> Self {
        Self(self.0.heard_by(wrap))
    }

    /// The base URL, without a final slash.
    pub fn endpoint(&self) -> &str {
        self.0.base()
    }

    /// The sender of requests, for those that go to storage servers.
    pub fn http(&self) -> &Http {
        self.0.http()
    }

    /// An absolute link of an answer, led back to this endpoint if it names the default one.
    pub fn own_url(&self, url: &str) -> String {
        self.0.own_url(url)
    }
}
