//! Discussions and pull requests of a repo: listing, opening and changing them.

pub mod details;
pub mod record;
pub mod uploads;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::pages::{Content, Pages, Raw};
use super::service::parse;
use super::{Hub, HubError};
use crate::base::url::url_segment;
use crate::http::query::{self, Query};
use crate::http::shown_url;
use crate::ids::repo::RepoId;
use details::Event;
use record::{Discussion, all_path, one_path};

#[derive(Deserialize)]
struct Page {
    discussions: Vec<Discussion>,
    /// Of all pages.
    count: u64,
    /// Those of earlier pages.
    start: u64,
}

/// A pull request that was opened. Its commits go to `refs/pr/{num}`.
#[derive(Debug, Clone, Deserialize)]
pub struct Opened {
    /// Its number in the repo, which pull requests and discussions share.
    pub num: u64,
}

/// A discussion or pull request to be opened.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewDiscussion<'a> {
    pub title: &'a str,
    /// The first comment.
    pub description: &'a str,
    /// Whether it is a pull request, which begins as a draft without any commit.
    pub pull_request: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Commented {
    #[serde(alias = "updatedComment")]
    new_message: Event,
}

impl Hub {
    /// `GET /api/{kind}s/{id}/discussions`: those that the query asks for, the newest first, without those that `keep`
    /// returns false for.
    pub fn discussions<'a>(
        &'a self,
        repo: &RepoId,
        query: &Query,
        keep: impl Fn(&Discussion) -> bool + 'a,
    ) -> Pages<'a, Discussion> {
        let query = query.clone().set("p", 0);
        let pages = self.0.get(&all_path(repo)).query(&query).pages_read_by(numbered);
        pages.retain(move |discussion| {
            self.endpoint().clone_into(&mut discussion.endpoint);
            keep(discussion)
        })
    }

    /// `POST /api/{kind}s/{id}/discussions`: opens a discussion, or a pull request against the default branch.
    pub async fn open_discussion(&self, repo: &RepoId, new: &NewDiscussion<'_>) -> Result<Opened, HubError> {
        self.0.post(&all_path(repo)).body(new)?.json().await
    }

    /// `POST .../discussions/{num}/comment`
    pub async fn comment(&self, repo: &RepoId, num: u64, text: &str) -> Result<Event, HubError> {
        let path = format!("{}/comment", one_path(repo, num));
        let commented: Commented = self.0.post(&path).body(&json!({"comment": text}))?.json().await?;
        Ok(commented.new_message)
    }

    /// `POST .../discussions/{num}/comment/{comment}/edit`
    pub async fn edit_comment(&self, repo: &RepoId, num: u64, change: &NewText<'_>) -> Result<(), HubError> {
        let path = format!("{}/comment/{}/edit", one_path(repo, num), url_segment(change.comment));
        self.0.post(&path).body(&json!({"content": change.text}))?.send().await.map(drop)
    }

    /// `POST .../discussions/{num}/comment/{comment}/hide`: for good.
    pub async fn hide_comment(&self, repo: &RepoId, num: u64, comment: &str) -> Result<(), HubError> {
        let path = format!("{}/comment/{}/hide", one_path(repo, num), url_segment(comment));
        self.0.post(&path).send().await.map(drop)
    }

    /// `POST .../discussions/{num}/title`
    pub async fn rename_discussion(&self, repo: &RepoId, num: u64, title: &str) -> Result<(), HubError> {
        let path = format!("{}/title", one_path(repo, num));
        self.0.post(&path).body(&json!({"title": title}))?.send().await.map(drop)
    }

    /// `POST .../discussions/{num}/status`: `open` or `closed`, with a comment or none.
    pub async fn set_discussion_status(&self, repo: &RepoId, num: u64, change: &NewStatus<'_>) -> Result<(), HubError> {
        self.0.post(&format!("{}/status", one_path(repo, num))).body(change)?.send().await.map(drop)
    }

    /// `POST .../discussions/{num}/merge`: with a comment or none.
    ///
    /// # Errors
    /// Files that changed on both sides are a [`Conflict`](super::error::RefusalKind::Conflict).
    pub async fn merge_pull_request(&self, repo: &RepoId, num: u64, comment: Option<&str>) -> Result<(), HubError> {
        let call = self.0.post(&format!("{}/merge", one_path(repo, num)));
        let call = match comment {
            Some(comment) => call.body(&json!({"comment": comment}))?,
            None => call,
        };
        call.send().await.map(drop)
    }

    /// The page that lists them.
    pub fn discussions_url(&self, repo: &RepoId) -> String {
        format!("{}/discussions", self.repo_url(repo))
    }

    /// The page of a discussion or of a pull request.
    pub fn discussion_url(&self, repo: &RepoId, num: u64) -> String {
        format!("{}/{num}", self.discussions_url(repo))
    }
}

/// Another text for a comment.
#[derive(Debug, Clone, Copy)]
pub struct NewText<'a> {
    /// The ID of the comment.
    pub comment: &'a str,
    pub text: &'a str,
}

/// Another status for a discussion.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct NewStatus<'a> {
    /// `open` or `closed`.
    pub status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<&'a str>,
}

/// Reads a page; it is the last one if nothing is behind it, or nothing in it.
fn numbered(page: &Raw<'_>) -> Result<Content<Discussion>, HubError> {
    let Page { discussions: items, count, start } = parse(&shown_url(page.url), page.body)?;
    let is_last = items.is_empty() || start.saturating_add(items.len() as u64) >= count;
    let number = query::value(page.url, "p").and_then(|number| number.parse::<u64>().ok()).unwrap_or_default();
    let next = (!is_last).then(|| query::with_value(page.url, "p", &number.saturating_add(1).to_string()));
    Ok(Content { items, next })
}
