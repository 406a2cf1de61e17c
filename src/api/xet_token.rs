//! Tokens for the store that keeps Xet content: short-lived, for one revision of one repo, for reading or for writing.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Deserialize;

use super::commits::Destination;
use super::files::XetFile;
use super::repos::api_path;
use super::service::{READ_TIMEOUT, decode};
use super::{Hub, HubError};
use crate::base::secret::Secret;
use crate::http::reply::header;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// Where the store is, and what it lets us in with.
#[derive(Debug, Clone)]
pub struct XetToken {
    /// The base of the addresses of the store.
    pub store_url: String,
    /// For the store alone; the Hub does not take it.
    pub token: Secret,
    /// Seconds since 1970.
    pub expires: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    cas_url: String,
    access_token: String,
    exp: u64,
}

impl Hub {
    /// A file of a listing, which names its content but not where a token is given out for it.
    pub fn listed_xet_file(&self, repo: &RepoId, commit: &str, hash: &str) -> XetFile {
        let revision: Revision = commit.parse().unwrap_or_default();
        let token_route = format!("{}{}/xet-read-token/{}", self.endpoint(), api_path(repo), revision.url_segment());
        XetFile { hash: hash.to_owned(), token_route }
    }

    /// Where a token for writing is given out: for commits to that place.
    pub fn xet_write_route(&self, to: &Destination) -> String {
        let path = format!("{}/xet-write-token/{}", api_path(&to.repo), to.revision.url_segment());
        to.query().append_to(&(self.endpoint().to_owned() + &path))
    }

    /// Asks a token route: a reading one as a file names it, or a writing one.
    ///
    /// # Errors
    /// 404 where the server knows no Xet.
    pub async fn xet_token(&self, route: &str) -> Result<XetToken, HubError> {
        let response = self.0.call(Method::GET, route).timeout(READ_TIMEOUT).whole().send().await?;
        if let Some(token) = of_headers(response.headers()) {
            return Ok(token);
        }
        let url = crate::http::shown_url(response.url().as_str());
        let Answer { cas_url, access_token, exp } = decode(response).await?;
        let token = Secret::parse(&access_token).ok_or(HubError::NotAHub { url, missing: "a token for Xet" })?;
        Ok(XetToken { store_url: cas_url, token, expires: exp })
    }

    /// The headers with which somebody else may ask the same route again when the token is about to expire: none if
    /// the route is not this Hub's.
    ///
    /// # Errors
    /// [`HubError::NoToken`].
    pub async fn renewal_headers(&self, route: &str) -> Result<HeaderMap, HubError> {
        let token = self.0.call(Method::GET, route).token().await?;
        let value = token.and_then(|token| HeaderValue::from_str(&format!("Bearer {}", token.expose())).ok());
        let sensitive = value.map(|mut value| {
            value.set_sensitive(true);
            (AUTHORIZATION, value)
        });
        Ok(sensitive.into_iter().collect())
    }
}

fn of_headers(headers: &HeaderMap) -> Option<XetToken> {
    Some(XetToken {
        store_url: header(headers, "x-xet-cas-url")?,
        token: Secret::parse(&header(headers, "x-xet-access-token")?)?,
        expires: header(headers, "x-xet-token-expiration")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

    use super::of_headers;
    use crate::api::Hub;
    use crate::base::secret::Secret;
    use crate::http::Http;
    use crate::http::client::Clients;
    use crate::http::proxy::Proxies;
    use crate::http::roots::Roots;
    use crate::ids::repo::{RepoId, RepoKind};

    fn hub() -> Hub {
        let http = Http::new(Clients::new("test", &Roots::new(None), Proxies::default()).unwrap(), true, Arc::new(()));
        Hub::new(http, "http://hub.example".to_owned(), Secret::parse("hf_x"))
    }

    #[test]
    fn a_listed_file_is_read_with_a_token_for_its_commit() {
        let repo = RepoId::new(RepoKind::Dataset, "ada/data").unwrap();
        let file = hub().listed_xet_file(&repo, &"c".repeat(40), "ab");
        let route = format!("http://hub.example/api/datasets/ada/data/xet-read-token/{}", "c".repeat(40));
        assert_eq!(file.token_route, route);
    }

    #[tokio::test]
    async fn only_the_hub_itself_is_asked_again_with_the_users_token() {
        let headers = async |route| hub().renewal_headers(route).await.unwrap();
        let own = headers("http://hub.example/api/models/a/b/xet-read-token/main").await;
        assert_eq!(own[AUTHORIZATION], "Bearer hf_x");
        assert!(own[AUTHORIZATION].is_sensitive());
        assert!(headers("http://elsewhere.example/token").await.is_empty());
    }

    #[test]
    fn headers_are_an_answer_only_if_all_are_there() {
        let pair = |name: &'static str, value| (name.parse().unwrap(), HeaderValue::from_static(value));
        let mut headers: HeaderMap =
            [pair("x-xet-cas-url", "http://cas"), pair("x-xet-access-token", "t")].into_iter().collect();
        assert!(of_headers(&headers).is_none());
        headers.extend([pair("x-xet-token-expiration", "17")]);
        let token = of_headers(&headers).unwrap();
        assert_eq!((token.store_url.as_str(), token.token.expose(), token.expires), ("http://cas", "t", 17));
    }
}
