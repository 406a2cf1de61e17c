//! The Hub as an OAuth server: logins with the browser by a device code, and tokens renewed without the user. Keeps no
//! token and waits for nothing: when the Hub is asked again is decided in `auth::device_flow`.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::Hub;
use crate::base::secret::Secret;
use crate::http::query::Query;
use crate::http::request::{Body, Follow, Request};
use crate::http::{HttpError, body, shown_url};

const TIMEOUT: Duration = Duration::from_secs(10);
/// What RFC 8628 says of a server that names no interval.
const USUAL_INTERVAL: u64 = 5;
/// Nobody is asked more often, whatever they say.
const SHORTEST_INTERVAL: u64 = 1;
/// For a server that does not say how long its code lives.
const USUAL_LIFETIME: u64 = 900;

/// Nobody sits before a browser for longer than a day.
const LONGEST_LIFETIME: u64 = 24 * 3600;

/// A login that waits for the user, who has to enter a code on a page of the Hub.
#[derive(Debug, Clone)]
pub struct DeviceCode {
    /// What this program shows the Hub when it asks for the outcome.
    code: Secret,
    /// What the user enters.
    pub user_code: String,
    /// The page to open; the code stands there already if the Hub has such a page.
    pub page: String,
    /// How long to wait between two questions.
    pub interval: Duration,
    /// How long the user has.
    pub lifetime: Duration,
}

/// A token that the Hub has given.
#[derive(Debug, Clone)]
pub struct Grant {
    /// What requests are made with.
    pub token: Secret,
    /// What the next token is asked for with.
    pub refresh_token: Option<Secret>,
    /// Seconds.
    pub lifetime: Option<i64>,
}

/// How a login stands.
#[derive(Debug)]
pub enum Progress {
    /// The user has agreed.
    Granted(Grant),
    /// The user is not done, or the Hub could not say.
    Pending,
    /// The Hub wants to be asked less often.
    SlowDown,
}

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum OAuthError {
    /// The user said no.
    #[error("the login was denied in the browser")]
    Denied,
    /// The code is no longer valid.
    #[error("the code was not entered in time")]
    Expired,
    /// The user has to log in anew.
    #[error("the login has expired")]
    Ended,
    /// Any other refusal that says why.
    #[error("{url} rejected the request: {reason}")]
    Refused { url: String, reason: String },
    /// A refusal that does not.
    #[error("{url} returned {status} without a token")]
    Unclear { url: String, status: StatusCode },
    /// No answer came, or it broke off.
    #[error(transparent)]
    Http(#[from] HttpError),
}

#[derive(Deserialize)]
struct DeviceReply {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    interval: Option<u64>,
    expires_in: Option<u64>,
}

#[derive(Default, Deserialize)]
pub(super) struct TokenReply {
    access_token: Option<String>,
    refresh_token: Option<String>,
    /// A number; an odd one costs the expiry and not the token.
    #[serde(default)]
    expires_in: Value,
    error: Option<String>,
    error_description: Option<String>,
}

impl Hub {
    /// `POST /oauth/device`: begins a login with the browser.
    ///
    /// # Errors
    /// [`OAuthError::Http`], [`OAuthError::Unclear`], or [`OAuthError::Refused`] for an unknown client.
    pub async fn begin_device_login(&self, client: &str) -> Result<DeviceCode, OAuthError> {
        let answer = self.ask_oauth("/oauth/device", form(&[("client_id", client)])).await?;
        let reply: DeviceReply = serde_json::from_slice(&answer.body).map_err(|_| answer.failure())?;
        let code = Secret::parse(&reply.device_code).ok_or_else(|| answer.failure())?;
        let complete = reply.verification_uri_complete.filter(|page| !page.is_empty());
        Ok(DeviceCode {
            code,
            user_code: reply.user_code,
            page: complete.unwrap_or(reply.verification_uri),
            interval: seconds(reply.interval.unwrap_or(USUAL_INTERVAL).max(SHORTEST_INTERVAL)),
            lifetime: seconds(reply.expires_in.unwrap_or(USUAL_LIFETIME)),
        })
    }

    /// `POST /oauth/token`: whether the user has entered the code. A Hub that cannot be reached or makes no sense may
    /// do so the next time, so that is [`Progress::Pending`].
    ///
    /// # Errors
    /// [`OAuthError::Denied`], [`OAuthError::Expired`], or [`OAuthError::Refused`] with the Hub's word.
    pub async fn device_login(&self, client: &str, code: &DeviceCode) -> Result<Progress, OAuthError> {
        let grant_type = ("grant_type", "urn:ietf:params:oauth:grant-type:device_code");
        let body = form(&[grant_type, ("device_code", code.code.expose()), ("client_id", client)]);
        let answer = match self.ask_oauth("/oauth/token", body).await {
            Ok(answer) if answer.status.is_server_error() => return Ok(Progress::Pending),
            Ok(answer) => answer,
            Err(
                HttpError::Connect { .. }
                | HttpError::Timeout { .. }
                | HttpError::Silent { .. }
                | HttpError::Broken { .. },
            ) => {
                return Ok(Progress::Pending);
            }
            Err(error) => return Err(error.into()),
        };
        let reply = answer.token_reply();
        match reply.error.as_deref() {
            None => Ok(reply.grant().map_or(Progress::Pending, Progress::Granted)),
            Some("authorization_pending") => Ok(Progress::Pending),
            Some("slow_down") => Ok(Progress::SlowDown),
            Some("access_denied") => Err(OAuthError::Denied),
            Some("expired_token") => Err(OAuthError::Expired),
            Some(_) => Err(answer.failure()),
        }
    }

    /// `POST /oauth/token`: the next token of a login with the browser. The Hub may give the next refresh token with
    /// it; this one is worth nothing then.
    ///
    /// # Errors
    /// [`OAuthError::Ended`] when the user has to log in anew; others may pass.
    pub async fn renew_login(&self, client: &str, refresh_token: &Secret) -> Result<Grant, OAuthError> {
        let grant_type = ("grant_type", "refresh_token");
        let body = form(&[grant_type, ("refresh_token", refresh_token.expose()), ("client_id", client)]);
        let answer = self.ask_oauth("/oauth/token", body).await?;
        let reply = answer.token_reply();
        match reply.error.as_deref() {
            Some("invalid_grant") => Err(OAuthError::Ended),
            Some(_) => Err(answer.failure()),
            None => reply.grant().ok_or_else(|| answer.failure()),
        }
    }

    /// Sends a request that carries neither a token nor anything about this program.
    pub(super) async fn ask_oauth(&self, path: &str, body: Body) -> Result<Answer, HttpError> {
        let mut request = Request::to_storage(Method::POST, format!("{}{path}", self.endpoint()));
        request.body = body;
        self.answer(request).await
    }

    /// Sends a request and reads the whole reply.
    pub(super) async fn answer(&self, mut request: Request) -> Result<Answer, HttpError> {
        request.timeout = Some(TIMEOUT);
        // What is sent here are secrets, and no such endpoint redirects.
        request.follow = Follow::Never;
        request.whole = true;
        let response = self.http().send(request).await?;
        let (status, url) = (response.status(), shown_url(response.url().as_str()));
        let body = body::read(response).await?;
        Ok(Answer { status, url, body: body.into() })
    }
}

/// A whole reply. Its body may hold tokens and is never shown.
pub(super) struct Answer {
    status: StatusCode,
    url: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// What is no JSON says nothing.
    pub(super) fn token_reply(&self) -> TokenReply {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The error that the reply tells of in its own words.
    pub(super) fn failure(&self) -> OAuthError {
        let reply = self.token_reply();
        let url = self.url.clone();
        match (reply.error, reply.error_description) {
            (Some(error), Some(more)) => OAuthError::Refused { url, reason: format!("{error}: {more}") },
            (Some(error), None) => OAuthError::Refused { url, reason: error },
            (None, _) => OAuthError::Unclear { url, status: self.status },
        }
    }
}

impl TokenReply {
    pub(super) fn grant(&self) -> Option<Grant> {
        Some(Grant {
            token: Secret::parse(self.access_token.as_deref()?)?,
            refresh_token: self.refresh_token.as_deref().and_then(Secret::parse),
            lifetime: self.expires_in.as_i64(),
        })
    }
}

/// What a server says of a code, within reason: a clock must be able to show the end of it.
fn seconds(said: u64) -> Duration {
    Duration::from_secs(said.min(LONGEST_LIFETIME))
}

fn form(pairs: &[(&str, &str)]) -> Body {
    let form = pairs.iter().fold(Query::new(), |form, (name, value)| form.set(name, value));
    Body::Text { content_type: "application/x-www-form-urlencoded", text: form.to_string() }
}
