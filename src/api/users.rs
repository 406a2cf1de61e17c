//! Users and organizations, as others see them.

use serde::{Deserialize, Serialize};

use super::pages::Pages;
use super::{Hub, HubError};
use crate::base::moment::Moment;
use crate::base::url::url_segment;

/// A user, as the Hub describes them and as it is printed. Listings hold the first few fields alone.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct User {
    /// What they are called in URLs.
    #[serde(rename(deserialize = "user"), alias = "name")]
    pub username: String,
    /// What they call themselves.
    pub fullname: Option<String>,
    /// Their picture.
    pub avatar_url: Option<String>,
    /// What they say of themselves.
    pub details: Option<String>,
    /// Whether the account of the token follows them.
    pub is_following: Option<bool>,
    /// Whether they pay for their account.
    pub is_pro: Option<bool>,
    pub num_models: Option<u64>,
    pub num_datasets: Option<u64>,
    pub num_spaces: Option<u64>,
    pub num_discussions: Option<u64>,
    pub num_papers: Option<u64>,
    pub num_upvotes: Option<u64>,
    pub num_likes: Option<u64>,
    pub num_following: Option<u64>,
    pub num_followers: Option<u64>,
    /// The organizations that they belong to.
    #[serde(default)]
    pub orgs: Vec<Organization>,
}

/// An organization, as the Hub describes it and as it is printed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Organization {
    /// Its picture.
    pub avatar_url: Option<String>,
    /// What it is called in URLs.
    pub name: String,
    /// What it calls itself.
    pub fullname: Option<String>,
    /// What it says of itself.
    pub details: Option<String>,
    /// Whether the Hub knows that it is what it says.
    pub is_verified: Option<bool>,
    /// Whether the account of the token follows it.
    pub is_following: Option<bool>,
    pub num_users: Option<u64>,
    pub num_models: Option<u64>,
    pub num_spaces: Option<u64>,
    pub num_datasets: Option<u64>,
    pub num_followers: Option<u64>,
    pub num_papers: Option<u64>,
    /// What it pays for.
    pub plan: Option<String>,
}

/// A repo that a user likes, and what programs learn of it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "SentLike")]
pub struct LikedRepo {
    /// `namespace/name`.
    pub id: String,
    /// `model`, `dataset` or `space`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Since when.
    pub created_at: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentLike {
    created_at: Option<Moment>,
    repo: SentRepo,
}

#[derive(Deserialize)]
struct SentRepo {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

impl From<SentLike> for LikedRepo {
    fn from(SentLike { created_at, repo: SentRepo { name, kind } }: SentLike) -> Self {
        Self { id: name, kind, created_at }
    }
}

impl Hub {
    /// `GET /api/users/{name}/likes`: the public repos that a user likes.
    pub fn user_likes(&self, name: &str) -> Pages<'_, LikedRepo> {
        self.0.get(&format!("/api/users/{}/likes", url_segment(name))).pages()
    }

    /// `GET /api/users/{name}/overview`
    pub async fn user(&self, name: &str) -> Result<User, HubError> {
        self.0.get(&format!("/api/users/{}/overview", url_segment(name))).json().await
    }

    /// `GET /api/users/{name}/followers`
    pub fn user_followers(&self, name: &str) -> Pages<'_, User> {
        self.0.get(&format!("/api/users/{}/followers", url_segment(name))).pages()
    }

    /// `GET /api/users/{name}/following`
    pub fn user_following(&self, name: &str) -> Pages<'_, User> {
        self.0.get(&format!("/api/users/{}/following", url_segment(name))).pages()
    }

    /// `GET /api/organizations/{name}/overview`
    pub async fn organization(&self, name: &str) -> Result<Organization, HubError> {
        self.0.get(&format!("/api/organizations/{}/overview", url_segment(name))).json().await
    }

    /// `GET /api/organizations/{name}/followers`
    pub fn organization_followers(&self, name: &str) -> Pages<'_, User> {
        self.0.get(&format!("/api/organizations/{}/followers", url_segment(name))).pages()
    }

    /// `GET /api/organizations/{name}/members`
    pub fn organization_members(&self, name: &str) -> Pages<'_, User> {
        self.0.get(&format!("/api/organizations/{}/members", url_segment(name))).pages()
    }

    /// The page of a user or organization.
    pub fn namespace_url(&self, name: &str) -> String {
        format!("{}/{}", self.endpoint(), url_segment(name))
    }
}
