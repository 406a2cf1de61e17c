//! The tags that listings of repos can be filtered by.

use serde::{Deserialize, Serialize};

use super::by_name::ByName;
use super::{Hub, HubError};

use crate::ids::repo::RepoKind;

/// A tag, and what programs learn of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Tag {
    /// The word of a filter, such as `license:mit`.
    pub id: String,
    /// The same for people.
    pub label: Option<String>,
    /// The kind of tag, such as `license` or `library`.
    #[serde(rename = "type", default)]
    pub kind: String,
}

impl Hub {
    /// `GET /api/{kind}s-tags-by-type`: all tags of all kinds, in the Hub's order. There are thousands.
    pub async fn repo_tags(&self, repos: RepoKind) -> Result<Vec<Tag>, HubError> {
        let path = format!("/api/{}-tags-by-type", repos.plural());
        let ByName(kinds) = self.0.get(&path).json::<ByName<Vec<Tag>>>().await?;
        let named =
            |(kind, tags): (String, Vec<Tag>)| tags.into_iter().map(move |tag| Tag { kind: kind.clone(), ..tag });
        Ok(kinds.into_iter().flat_map(named).collect())
    }
}
