//! Repos as a whole: what they are, making them.

pub mod changes;
pub mod duplicate;
pub mod owned;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::error::{Refusal, RefusalKind};
use crate::api::{Hub, HubError};
use crate::http::retry::Retry;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// What the Hub says of a repo at a revision.
#[derive(Debug, Clone, Deserialize)]
pub struct RepoInfo {
    /// The commit that the revision names.
    pub sha: Option<String>,
    /// Whether only some may see it.
    #[serde(default)]
    pub private: bool,
}

/// A kind of repo of which the Hub can tell more than it does by itself, or less.
pub trait Expandable {
    /// What `expand` may name, in the Hub's spelling.
    const PROPERTIES: &'static [&'static str];
}

/// A file of a repo, as the reply about the repo tells of it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Sibling {
    /// Its path in the repo.
    pub rfilename: String,
    /// Bytes.
    pub size: Option<u64>,
    /// The git id: of the blob, or of the LFS pointer.
    pub blob_id: Option<String>,
    /// `None` for a small file.
    pub lfs: Option<SiblingLfs>,
}

/// Where the content of a large file is known by its own hash.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct SiblingLfs {
    /// Bytes of the content.
    pub size: Option<u64>,
    /// Of the content, in lower-case hex.
    pub sha256: Option<String>,
    /// Bytes of the pointer in git.
    pub pointer_size: Option<u64>,
}

/// A repo to be made. What is `None` is left to the Hub.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewRepo {
    /// Without its namespace.
    pub name: String,
    /// The namespace; `None` for the account of the token.
    pub organization: Option<String>,
    /// `model`, `dataset` or `space`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `public`, `private` or `protected`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<&'static str>,
    /// What the endpoint takes besides, such as `sdk` of a Space.
    #[serde(flatten)]
    pub rest: serde_json::Map<String, Value>,
}

impl NewRepo {
    /// Nothing but the id and the kind.
    pub fn named(repo: &RepoId) -> Self {
        Self {
            name: repo.name().to_owned(),
            organization: repo.namespace().map(str::to_owned),
            kind: repo.kind().singular(),
            ..Self::default()
        }
    }
}

/// A repo that was made, or that was there.
#[derive(Debug, Clone, Deserialize)]
pub struct CreatedRepo {
    /// Its page, which also tells the full id.
    pub url: String,
    /// It was there before.
    #[serde(skip)]
    pub existed: bool,
}

impl CreatedRepo {
    /// Its `namespace/name`, which its page's address ends in.
    pub fn id(&self) -> &str {
        Self::id_of(&self.url)
    }

    /// The `namespace/name` of a page.
    pub fn id_of(url: &str) -> &str {
        let mut slashes = url.rmatch_indices('/').map(|(at, _)| at);
        slashes.nth(1).map_or(url, |second| &url[second + 1..])
    }
}

impl Hub {
    /// `GET /api/{kind}s/{id}/revision/{revision}`: what a repo is at a revision. `retry` is `None` for the usual rule.
    ///
    /// # Errors
    /// An unknown revision is [`RefusalKind::RevisionNotFound`].
    pub async fn repo_info(
        &self,
        repo: &RepoId,
        revision: &Revision,
        retry: Option<Retry>,
    ) -> Result<RepoInfo, HubError> {
        let call = self.0.get(&info_path(repo, Some(revision)));
        match retry {
            Some(retry) => call.retry(retry).json().await,
            None => call.json().await,
        }
    }

    /// `GET /api/{kind}s/{id}`: succeeds if the repo exists and the account may see it.
    pub async fn check_repo(&self, repo: &RepoId) -> Result<(), HubError> {
        self.0.get(&api_path(repo)).send().await.map(drop)
    }

    /// `POST /api/repos/create`, again while the Hub is busy with another repo of the account.
    ///
    /// # Errors
    /// A repo that is there already is [`RefusalKind::Conflict`].
    pub async fn create_repo(&self, repo: &NewRepo) -> Result<CreatedRepo, HubError> {
        let mut retry = Retry::idempotent();
        loop {
            let outcome: Result<CreatedRepo, HubError> = self.0.post("/api/repos/create").body(repo)?.json().await;
            let is_busy = outcome.as_ref().is_err_and(|error| error.refusal().is_some_and(is_busy));
            match is_busy.then(|| retry.next(None)).flatten() {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return outcome.map(|created| CreatedRepo { url: self.own_url(&created.url), ..created }),
            }
        }
    }

    /// Makes a repo unless it is there: a conflict counts as success, and so does a refusal when the repo can be read.
    pub async fn create_repo_if_missing(&self, id: &RepoId, repo: &NewRepo) -> Result<CreatedRepo, HubError> {
        let error = match self.create_repo(repo).await {
            Ok(created) => return Ok(created),
            Err(error) => error,
        };
        let Some(refusal) = error.refusal() else { return Err(error) };
        if refusal.kind == RefusalKind::Conflict && !is_busy(refusal) {
            let url = refusal.body["url"].as_str().map_or_else(|| self.repo_url(id), |url| self.own_url(url));
            return Ok(CreatedRepo { url, existed: true });
        }
        if !matches!(refusal.status.as_u16(), 401..=403) {
            return Err(error);
        }
        match self.check_repo(id).await {
            Ok(()) => Ok(CreatedRepo { url: self.repo_url(id), existed: true }),
            // The first refusal says more than "not found".
            Err(_) => Err(error),
        }
    }

    /// The page of a repo, or that of its files at a revision.
    pub fn repo_page(&self, repo: &RepoId, revision: Option<&Revision>) -> String {
        let at = revision.map(|revision| format!("/tree/{}", revision.url_segment())).unwrap_or_default();
        self.repo_url(repo) + &at
    }

    /// The page of a repo.
    pub fn repo_url(&self, repo: &RepoId) -> String {
        format!("{}/{}", self.endpoint(), repo.url_path())
    }
}

/// Two repos of an account cannot be made at the same moment; the Hub says so with a conflict of its own.
fn is_busy(refusal: &Refusal) -> bool {
    refusal.kind == RefusalKind::Conflict && refusal.message.contains("another conflicting operation is in progress")
}

/// Where a repo is told of: at its newest state, or at a revision.
pub(in crate::api) fn info_path(repo: &RepoId, revision: Option<&Revision>) -> String {
    let at = revision.map(|revision| format!("/revision/{}", revision.url_segment())).unwrap_or_default();
    api_path(repo) + &at
}

/// `/api/models/ada/tiny`: where a repo's endpoints begin.
pub(in crate::api) fn api_path(repo: &RepoId) -> String {
    format!("/api/{}/{}", repo.kind().plural(), repo.id())
}
