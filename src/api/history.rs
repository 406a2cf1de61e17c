//! The commits behind a revision: listing them, and replacing them by one.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::pages::Pages;
use super::repos::api_path;
use super::{Hub, HubError};
use crate::base::moment::Moment;
use crate::http::query::Query;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// A commit, and what programs learn of it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "Received")]
pub struct PastCommit {
    /// Its hash.
    pub commit_id: String,
    /// The names of the accounts that made it.
    pub authors: Vec<String>,
    /// When it was made.
    pub created_at: Moment,
    /// The first line of its message.
    pub title: String,
    /// The text below the first line.
    pub message: String,
    /// The title as HTML, if that was asked for.
    pub formatted_title: Option<String>,
    /// The message as HTML, if that was asked for.
    pub formatted_message: Option<String>,
}

#[derive(Deserialize)]
struct Received {
    id: String,
    authors: Vec<Author>,
    date: Moment,
    title: String,
    message: String,
    #[serde(default)]
    formatted: Formatted,
}

#[derive(Deserialize)]
struct Author {
    /// An account that is gone has none.
    user: Option<String>,
}

#[derive(Default, Deserialize)]
struct Formatted {
    title: Option<String>,
    message: Option<String>,
}

impl From<Received> for PastCommit {
    fn from(received: Received) -> Self {
        let Received { id, authors, date, title, message, formatted } = received;
        Self {
            commit_id: id,
            authors: authors.into_iter().filter_map(|author| author.user).collect(),
            created_at: date,
            title,
            message,
            formatted_title: formatted.title,
            formatted_message: formatted.message,
        }
    }
}

impl Hub {
    /// `GET /api/{kind}s/{id}/commits/{revision}`, newest first; `formatted` asks for HTML too.
    pub fn commits(&self, repo: &RepoId, revision: &Revision, formatted: bool) -> Pages<'_, PastCommit> {
        let query = Query::new().maybe("expand[]", formatted.then_some("formatted"));
        self.0.get(&format!("{}/commits/{}", api_path(repo), revision.url_segment())).query(&query).pages()
    }

    /// `POST /api/{kind}s/{id}/super-squash/{branch}`: makes one commit of all commits of a branch, for good.
    pub async fn squash_branch(&self, repo: &RepoId, branch: &Revision, message: &str) -> Result<(), HubError> {
        let path = format!("{}/super-squash/{}", api_path(repo), branch.url_segment());
        self.0.post(&path).body(&json!({"message": message}))?.send().await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::PastCommit;
    use crate::base::json::without_nulls;

    fn printed(reply: Value) -> String {
        let commit: PastCommit = serde_json::from_value(reply).unwrap();
        without_nulls(serde_json::to_value(commit).unwrap()).to_string()
    }

    #[test]
    fn a_commit_is_printed_under_the_names_of_the_python_client() {
        let mut reply = json!({"id": "c", "authors": [{"user": "ada", "avatar": "x"}, {"name": "gone"}],
                               "date": "2024-01-02T03:04:05.000Z", "title": "t", "message": "m"});
        let start =
            r#"{"commit_id":"c","authors":["ada"],"created_at":"2024-01-02T03:04:05+00:00","title":"t","message":"m""#;
        assert_eq!(printed(reply.clone()), format!("{start}}}"));
        reply["formatted"] = json!({"title": "<b>t</b>"});
        assert_eq!(printed(reply), format!(r#"{start},"formatted_title":"<b>t</b>"}}"#));
    }
}
