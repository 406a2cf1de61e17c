//! Access to gated repos: requests for it, the owner's decisions, and whether an account has it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::pages::Pages;
use super::repos::api_path;
use super::{Hub, HubError};
use crate::base::moment::Moment;
use crate::http::query::Query;
use crate::ids::repo::RepoId;

/// What became of a request for access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestStatus {
    /// Nobody has decided yet.
    Pending,
    /// The user has access.
    Accepted,
    /// The user has no access, and cannot ask again.
    Rejected,
}

impl RequestStatus {
    /// The word of the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

/// A request for access, and what programs learn of it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "Received")]
pub struct AccessRequest {
    /// The user's name; `None` for an account that is gone.
    pub username: Option<String>,
    /// The name that the user shows.
    pub fullname: Option<String>,
    /// The user's address.
    pub email: Option<String>,
    /// When access was asked for.
    pub timestamp: Moment,
    /// `pending`, `accepted`, `rejected` or a word to come.
    pub status: String,
    /// The answers to the questions of the repo's form.
    pub fields: Option<Map<String, Value>>,
    /// Names the request where the user cannot.
    pub request_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Received {
    user: Option<Requester>,
    timestamp: Moment,
    status: String,
    fields: Option<Map<String, Value>>,
    request_id: Option<String>,
}

#[derive(Default, Deserialize)]
struct Requester {
    user: Option<String>,
    fullname: Option<String>,
    email: Option<String>,
}

impl From<Received> for AccessRequest {
    fn from(received: Received) -> Self {
        let Received { user, timestamp, status, fields, request_id } = received;
        let Requester { user: username, fullname, email } = user.unwrap_or_default();
        Self { username, fullname, email, timestamp, status, fields, request_id }
    }
}

/// What a gated repo asks of those who want access.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    /// `auto` or `manual`, or false for a repo that is open to all.
    pub gated: Value,
    /// What the card says of the gate, such as `extra_gated_fields`.
    #[serde(default)]
    pub card_data: Option<Map<String, Value>>,
}

impl Hub {
    /// `GET /api/{kind}s/{id}`: the gate of a repo, which everybody sees.
    pub async fn gate(&self, repo: &RepoId) -> Result<Gate, HubError> {
        let query = Query::new().set("expand", "gated").set("expand", "cardData");
        self.0.get(&api_path(repo)).query(&query).json().await
    }

    /// `POST /{repo}/ask-access`: asks for access, with the answers to the repo's questions. The Hub says nothing of what
    /// becomes of it, and takes a second request for nothing: see [`Hub::check_access`].
    pub async fn ask_access(&self, repo: &RepoId, answers: &Map<String, Value>) -> Result<(), HubError> {
        let call = self.0.post(&format!("/{}/ask-access", repo.url_path())).about(repo).never_follow();
        call.body(answers)?.send().await.map(drop)
    }

    /// `GET /api/{kind}s/{id}/user-access-request/{status}`: for the owners of the repo.
    pub fn access_requests(&self, repo: &RepoId, status: RequestStatus) -> Pages<'_, AccessRequest> {
        self.0.get(&request_path(repo, status.word())).pages()
    }

    /// `POST /api/{kind}s/{id}/user-access-request/handle`: decides about a user's request. `reason` is for a rejection.
    pub async fn decide_access(
        &self,
        repo: &RepoId,
        user: &str,
        status: RequestStatus,
        reason: Option<&str>,
    ) -> Result<(), HubError> {
        let mut body = json!({"user": user, "status": status.word()});
        if let Some(reason) = reason {
            body["rejectionReason"] = reason.into();
        }
        self.0.post(&request_path(repo, "handle")).body(&body)?.send().await.map(drop)
    }

    /// `POST /api/{kind}s/{id}/user-access-request/grant`: gives access to a user who has not asked for it.
    pub async fn grant_access(&self, repo: &RepoId, user: &str) -> Result<(), HubError> {
        self.0.post(&request_path(repo, "grant")).body(&json!({"user": user}))?.send().await.map(drop)
    }

    /// `GET /api/{kind}s/{id}/auth-check`, or `.../auth-check/write`: succeeds if the account may read the files of the
    /// repo, or write to it.
    pub async fn check_access(&self, repo: &RepoId, to_write: bool) -> Result<(), HubError> {
        let end = if to_write { "/write" } else { "" };
        self.0.get(&format!("{}/auth-check{end}", api_path(repo))).send().await.map(drop)
    }
}

fn request_path(repo: &RepoId, end: &str) -> String {
    format!("{}/user-access-request/{end}", api_path(repo))
}
