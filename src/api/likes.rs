//! Who likes a repo.

use serde::{Deserialize, Serialize};

use super::pages::Pages;
use super::repos::api_path;
use super::{Hub, HubError};
use crate::ids::repo::RepoId;

/// A user, as lists of users tell of one, and what programs learn.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Liker {
    /// The name in URLs.
    #[serde(rename(deserialize = "user"))]
    pub username: String,
    /// The name that the user shows.
    pub fullname: Option<String>,
    /// The address of a picture.
    pub avatar_url: Option<String>,
}

impl Hub {
    /// `GET /api/{kind}s/{id}/likers`
    pub fn likers(&self, repo: &RepoId) -> Pages<'_, Liker> {
        self.0.get(&format!("{}/likers", api_path(repo))).pages()
    }

    /// `POST /api/{kind}s/{id}/like`. Not every Hub takes likes from programs.
    pub async fn like(&self, repo: &RepoId) -> Result<(), HubError> {
        self.0.post(&like_path(repo)).send().await.map(drop)
    }

    /// `DELETE /api/{kind}s/{id}/like`
    pub async fn unlike(&self, repo: &RepoId) -> Result<(), HubError> {
        self.0.delete(&like_path(repo)).send().await.map(drop)
    }
}

fn like_path(repo: &RepoId) -> String {
    format!("{}/like", api_path(repo))
}
