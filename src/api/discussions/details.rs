//! One discussion or pull request with all that happened in it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::record::{Discussion, author, nobody, one_path};
use crate::api::{Hub, HubError};
use crate::base::moment::Moment;
use crate::http::query::Query;
use crate::ids::repo::RepoId;

/// A discussion or pull request, as it is printed. The last four fields are of pull requests alone.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "Value")]
pub struct Details {
    #[serde(flatten)]
    pub discussion: Discussion,
    /// What happened, the oldest first.
    pub events: Vec<Event>,
    /// The files that changed on both sides; `true` or `false` where the Hub does not name them.
    pub conflicting_files: Option<Value>,
    /// Where it is to be merged to, such as `refs/heads/main`.
    pub target_branch: Option<String>,
    /// The commit that merged it.
    pub merge_commit_oid: Option<String>,
    /// What it changes, as git shows it.
    pub diff: Option<String>,
}

impl Details {
    /// The names of the files that changed on both sides.
    pub fn conflicts(&self) -> Vec<&str> {
        let files = self.conflicting_files.as_ref().and_then(Value::as_array);
        files.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A comment by its ID.
    pub fn comment(&self, id: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.id == id && event.content.is_some())
    }
}

/// Something that happened, as it is printed. The fields behind `raw` are of one type each.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "Value")]
pub struct Event {
    pub id: String,
    /// `comment`, `status-change`, `commit`, `title-change` and others.
    #[serde(rename = "type")]
    pub kind: String,
    pub created_at: Moment,
    /// The user who did it; `deleted` where the Hub names nobody.
    pub author: String,
    /// All that the Hub said, as it said it.
    #[serde(rename = "_event")]
    pub raw: Value,
    /// Of a comment.
    pub content: Option<String>,
    /// Of a comment.
    pub edited: Option<bool>,
    /// Of a comment.
    pub hidden: Option<bool>,
    /// Of a change of status.
    pub new_status: Option<String>,
    /// Of a commit.
    pub summary: Option<String>,
    /// Of a commit.
    pub oid: Option<String>,
    /// Of a change of title.
    pub old_title: Option<String>,
    /// Of a change of title.
    pub new_title: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentDetails {
    is_pull_request: bool,
    events: Vec<Event>,
    files_with_conflicts: Option<Value>,
    changes: Option<Changes>,
    diff: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changes {
    base: Option<String>,
    merge_commit_id: Option<String>,
}

impl TryFrom<Value> for Details {
    /// It names the field.
    type Error = serde_path_to_error::Error<serde_json::Error>;

    fn try_from(raw: Value) -> Result<Self, Self::Error> {
        let discussion: Discussion = serde_path_to_error::deserialize(&raw)?;
        let sent: SentDetails = serde_path_to_error::deserialize(&raw)?;
        let changes = sent.changes.filter(|_| sent.is_pull_request);
        let (target_branch, merge_commit_oid) = changes.map_or((None, None), |all| (all.base, all.merge_commit_id));
        Ok(Self {
            discussion,
            events: sent.events,
            conflicting_files: sent.files_with_conflicts.filter(|_| sent.is_pull_request),
            target_branch,
            merge_commit_oid,
            diff: sent.diff.filter(|_| sent.is_pull_request),
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentEvent {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created_at: Moment,
    #[serde(default = "nobody", deserialize_with = "author")]
    author: String,
    #[serde(default)]
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    latest: Option<Latest>,
    edited: Option<bool>,
    hidden: Option<bool>,
    status: Option<String>,
    subject: Option<String>,
    oid: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

#[derive(Deserialize)]
struct Latest {
    raw: String,
}

impl TryFrom<Value> for Event {
    type Error = serde_json::Error;

    fn try_from(raw: Value) -> Result<Self, Self::Error> {
        let SentEvent { id, kind, created_at, author, data } = SentEvent::deserialize(&raw)?;
        let is = |name: &str| kind == name;
        let (comment, commit, title) = (is("comment"), is("commit"), is("title-change"));
        Ok(Self {
            content: data.latest.filter(|_| comment).map(|latest| latest.raw),
            edited: data.edited.filter(|_| comment),
            hidden: data.hidden.filter(|_| comment),
            new_status: data.status.filter(|_| is("status-change")),
            summary: data.subject.filter(|_| commit),
            oid: data.oid.filter(|_| commit),
            old_title: data.from.filter(|_| title),
            new_title: data.to.filter(|_| title),
            id,
            kind,
            created_at,
            author,
            raw,
        })
    }
}

impl Hub {
    /// `GET .../discussions/{num}?diff=1`
    pub async fn discussion(&self, repo: &RepoId, num: u64) -> Result<Details, HubError> {
        let query = Query::new().set("diff", 1);
        let mut details: Details = self.0.get(&one_path(repo, num)).query(&query).json().await?;
        self.endpoint().clone_into(&mut details.discussion.endpoint);
        Ok(details)
    }
}
