//! Papers, and what people make of them.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::datasets::Dataset;
use super::models::Model;
use super::pages::{Content, Pages, Raw};
use super::service::parse;
use super::spaces::space::Space;
use super::users::{Organization, User};
use super::{Hub, HubError};
use crate::base::moment::Moment;
use crate::http::query::{self, Query};
use crate::http::reply::header;
use crate::http::{body, shown_url};
use crate::ids::paper::PaperId;

/// The largest page of a listing.
pub const LARGEST_PAGE: usize = 100;

/// A paper, as the Hub describes it and as it is printed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "Sent")]
pub struct Paper {
    /// Its ID at arXiv.
    pub id: String,
    /// Who wrote it.
    pub authors: Option<Vec<Author>>,
    /// When it was published.
    pub published_at: Option<Moment>,
    pub title: Option<String>,
    pub summary: Option<String>,
    /// How many accounts voted for it.
    pub upvotes: Option<u64>,
    /// The discussion about it.
    pub discussion_id: Option<String>,
    /// Where it comes from.
    pub source: Option<Value>,
    /// How many comments it has.
    pub comments: u64,
    /// When it was submitted to the papers of a day.
    pub submitted_at: Option<Moment>,
    /// Who submitted it.
    pub submitted_by: Option<User>,
    /// A summary that a model wrote.
    pub ai_summary: Option<String>,
    /// Words that a model chose.
    pub ai_keywords: Option<Vec<String>>,
    /// Where it was written.
    pub organization: Option<Organization>,
    pub project_page: Option<String>,
    pub github_repo: Option<String>,
    pub github_stars: Option<u64>,
    /// Models that name it, the first few.
    pub linked_models: Option<Vec<Model>>,
    pub num_total_models: Option<u64>,
    pub linked_datasets: Option<Vec<Dataset>>,
    pub num_total_datasets: Option<u64>,
    pub linked_spaces: Option<Vec<Space>>,
}

/// Somebody who wrote a paper.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Author {
    pub name: Option<String>,
    /// Their account, if they said that it is theirs.
    pub user: Option<User>,
    /// Whether the Hub knows that it is theirs, in its word.
    pub status: Option<String>,
    pub status_last_changed_at: Option<Moment>,
    pub hidden: Option<bool>,
}

/// In listings most fields are those of an object within, and those beside it are of its day.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    paper: Option<Inner>,
    id: Option<String>,
    authors: Option<Vec<Author>>,
    published_at: Option<Moment>,
    title: Option<String>,
    summary: Option<String>,
    upvotes: Option<u64>,
    discussion_id: Option<String>,
    source: Option<Value>,
    #[serde(default)]
    num_comments: Option<u64>,
    submitted_on_daily_at: Option<Moment>,
    submitted_by: Option<User>,
    submitted_on_daily_by: Option<User>,
    #[serde(rename = "ai_summary")]
    ai_summary: Option<String>,
    #[serde(rename = "ai_keywords")]
    ai_keywords: Option<Vec<String>>,
    organization: Option<Organization>,
    project_page: Option<String>,
    github_repo: Option<String>,
    github_stars: Option<u64>,
    linked_models: Option<Vec<Model>>,
    num_total_models: Option<u64>,
    linked_datasets: Option<Vec<Dataset>>,
    num_total_datasets: Option<u64>,
    linked_spaces: Option<Vec<Space>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inner {
    id: String,
    authors: Option<Vec<Author>>,
    published_at: Option<Moment>,
    summary: Option<String>,
    upvotes: Option<u64>,
    discussion_id: Option<String>,
}

impl From<Sent> for Paper {
    fn from(sent: Sent) -> Self {
        let inner = sent.paper;
        // The moment beside the paper is when it was published only where nothing within says otherwise.
        let (published_at, beside) = match inner.as_ref().and_then(|inner| inner.published_at) {
            Some(published) => (Some(published), sent.published_at),
            None => (sent.published_at, None),
        };
        // No votes within are as good as none for the Python client, which looks beside then.
        let votes = inner.as_ref().and_then(|inner| inner.upvotes).filter(|votes| *votes > 0);
        let inner = inner.unwrap_or_default();
        Self {
            id: sent.id.unwrap_or(inner.id),
            authors: inner.authors.or(sent.authors),
            published_at,
            title: sent.title,
            summary: inner.summary.or(sent.summary),
            upvotes: votes.or(sent.upvotes),
            discussion_id: inner.discussion_id.or(sent.discussion_id),
            source: sent.source,
            comments: sent.num_comments.unwrap_or_default(),
            submitted_at: beside.or(sent.submitted_on_daily_at),
            submitted_by: sent.submitted_by.or(sent.submitted_on_daily_by),
            ai_summary: sent.ai_summary,
            ai_keywords: sent.ai_keywords,
            organization: sent.organization,
            project_page: sent.project_page,
            github_repo: sent.github_repo,
            github_stars: sent.github_stars,
            linked_models: sent.linked_models,
            num_total_models: sent.num_total_models,
            linked_datasets: sent.linked_datasets,
            num_total_datasets: sent.num_total_datasets,
            linked_spaces: sent.linked_spaces,
        }
    }
}

impl Hub {
    /// `GET /api/daily_papers`: papers as they were submitted, in pages of `size`, of at most [`LARGEST_PAGE`].
    pub fn daily_papers(&self, query: &Query, size: usize) -> Pages<'_, Paper> {
        let query = Query::new().set("limit", size).and(query);
        self.0.get("/api/daily_papers").query(&query).pages_read_by(numbered)
    }

    /// `GET /api/papers/search`: the papers that fit best. The Hub decides how many there are at most.
    pub async fn search_papers(&self, query: &Query) -> Result<Vec<Paper>, HubError> {
        self.0.get("/api/papers/search").query(query).json().await
    }

    /// `GET /api/papers/{id}`
    pub async fn paper(&self, id: &PaperId) -> Result<Paper, HubError> {
        self.0.get(&format!("/api/papers/{}", id.url_segment())).json().await
    }

    /// `GET /papers/{id}.md`: the text in Markdown; `None` if the Hub has a page alone.
    pub async fn paper_text(&self, id: &PaperId) -> Result<Option<Bytes>, HubError> {
        let response = self.0.get(&format!("/papers/{}.md", id.url_segment())).whole().send().await?;
        let is_page = header(response.headers(), "content-type").is_some_and(|kind| kind.contains("text/html"));
        Ok(if is_page { None } else { Some(body::read(response).await?) })
    }

    /// The page of a paper.
    pub fn paper_url(&self, id: &PaperId) -> String {
        format!("{}/papers/{}", self.endpoint(), id.url_segment())
    }
}

/// A page that is not full is the last one.
fn numbered(page: &Raw<'_>) -> Result<Content<Paper>, HubError> {
    let items: Vec<Paper> = parse(&shown_url(page.url), page.body)?;
    let queried = |name| query::value(page.url, name).and_then(|number| number.parse::<usize>().ok());
    let is_full = items.len() >= queried("limit").unwrap_or(LARGEST_PAGE).max(1);
    let number = queried("p").unwrap_or_default().saturating_add(1);
    let next = is_full.then(|| query::with_value(page.url, "p", &number.to_string()));
    Ok(Content { items, next })
}
