//! A discussion or pull request, as listings describe it.

use serde::{Deserialize, Deserializer, Serialize};

use crate::api::repos::api_path;
use crate::base::moment::Moment;
use crate::ids::repo::RepoId;

/// A discussion or pull request in a listing, as the Hub describes it and as it is printed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "Sent")]
pub struct Discussion {
    pub title: String,
    /// `open`, `closed`, `merged` or `draft`.
    pub status: String,
    /// Its number in the repo.
    pub num: u64,
    pub repo_id: String,
    /// `model`, `dataset` or `space`.
    pub repo_type: String,
    /// The user who opened it; `deleted` where the Hub names nobody.
    pub author: String,
    pub is_pull_request: bool,
    pub created_at: Moment,
    /// The Hub that it is at.
    pub endpoint: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    title: String,
    status: String,
    num: u64,
    repo: SentRepo,
    #[serde(default = "nobody", deserialize_with = "author")]
    author: String,
    is_pull_request: bool,
    created_at: Moment,
}

#[derive(Deserialize)]
struct SentRepo {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

impl From<Sent> for Discussion {
    fn from(sent: Sent) -> Self {
        Self {
            title: sent.title,
            status: sent.status,
            num: sent.num,
            repo_id: sent.repo.name,
            repo_type: sent.repo.kind,
            author: sent.author,
            is_pull_request: sent.is_pull_request,
            created_at: sent.created_at,
            endpoint: String::new(),
        }
    }
}

/// The name of an author, whom the Hub leaves out, or names without a name, once the account is gone.
pub(super) fn author<'de, D: Deserializer<'de>>(field: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    struct Author {
        name: Option<String>,
    }
    let author: Option<Author> = Option::deserialize(field)?;
    let name = author.and_then(|author| author.name).filter(|name| !name.is_empty());
    Ok(name.unwrap_or_else(nobody))
}

/// Who is named where the Hub names nobody.
pub(super) fn nobody() -> String {
    "deleted".to_owned()
}

/// Where the discussions of a repo are.
pub(super) fn all_path(repo: &RepoId) -> String {
    format!("{}/discussions", api_path(repo))
}

/// Where one of them is.
pub(super) fn one_path(repo: &RepoId, num: u64) -> String {
    format!("{}/{num}", all_path(repo))
}
