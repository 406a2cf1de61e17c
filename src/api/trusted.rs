//! Tokens for programs that the Hub trusts ("trusted publishers"): what a service like GitHub Actions says of a job is
//! exchanged for a token that lives for a short time. Keeps no token.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::Hub;
use super::oauth::{Grant, OAuthError};
use crate::base::secret::Secret;
use crate::http::query::Query;
use crate::http::request::{Body, Request};

impl Hub {
    /// `POST /oauth/token` (RFC 8693): a token for `resource`, which is a repo such as `datasets/ada/data` or the name
    /// of an account, in exchange for the identity that a service has confirmed.
    ///
    /// # Errors
    /// [`OAuthError::Refused`] when nobody there trusts this identity; others may pass.
    pub async fn exchange_identity(&self, identity: &Secret, resource: &str) -> Result<Grant, OAuthError> {
        let text = json!({
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
            "subject_token": identity.expose(),
            "resource": resource,
        });
        let body = Body::Text { content_type: "application/json", text: text.to_string() };
        let answer = self.ask_oauth("/oauth/token", body).await?;
        answer.token_reply().grant().ok_or_else(|| answer.failure())
    }

    /// What GitHub confirms of the job that this program runs in, for this Hub alone. GitHub gives such jobs the
    /// address and the key for it.
    ///
    /// # Errors
    /// [`OAuthError::Unclear`] when GitHub confirms nothing, or [`OAuthError::Http`].
    pub async fn github_identity(&self, address: &str, key: &Secret) -> Result<Secret, OAuthError> {
        let url = Query::new().set("audience", self.endpoint()).append_to(address);
        let mut request = Request::to_storage(Method::GET, url);
        request.token = Some(key.clone());
        let answer = self.answer(request).await?;
        let confirmed: Option<Confirmed> = serde_json::from_slice(&answer.body).ok();
        confirmed.and_then(|confirmed| Secret::parse(&confirmed.value)).ok_or_else(|| answer.failure())
    }
}

#[derive(Deserialize)]
struct Confirmed {
    value: String,
}
