//! What the Hub says of repos, whatever their kind: listings, and one record. The fields of each kind are in `models`,
//! `datasets` and `spaces`.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::pages::Pages;
use super::repos::{Expandable, info_path};
use super::{Hub, HubError};
use crate::http::query::Query;
use crate::ids::repo::{RepoId, RepoKind};
use crate::ids::revision::Revision;

/// A repo of one kind, as the Hub describes it and as it is printed. A field that was not asked for is `None`.
pub trait RepoRecord: Expandable + DeserializeOwned + Serialize {
    /// The kind of the repos that such records describe.
    const KIND: RepoKind;
}

impl Hub {
    /// `GET /api/{kind}s`: the repos that the query asks for.
    pub fn repo_records<R: RepoRecord>(&self, query: &Query) -> Pages<'_, R> {
        self.0.get(&format!("/api/{}", R::KIND.plural())).query(query).pages()
    }

    /// `GET /api/{kind}s/{id}`, or `.../revision/{revision}`: one repo. `query` may `expand` it.
    pub async fn repo_record<R: RepoRecord>(
        &self,
        repo: &RepoId,
        revision: Option<&Revision>,
        query: &Query,
    ) -> Result<R, HubError> {
        self.0.get(&info_path(repo, revision)).query(query).json().await
    }
}
