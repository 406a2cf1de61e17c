//! What the Hub's endpoints take and say: one method an endpoint, one file an area. Never prints, never reads the
//! environment, keeps nothing on disk.

pub mod account;
pub mod bearer;
pub mod card;
pub mod commits;
pub mod discussions;
pub mod error;
pub mod files;
pub mod lfs;
pub mod oauth;
pub mod pages;
pub mod preupload;
pub mod refs;
pub mod repos;
pub mod spaces;
pub mod tree;
pub mod trusted;
pub mod xet_token;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::base::json;
use crate::base::secret::Secret;
use crate::config::DEFAULT_ENDPOINT;
use crate::http::query::Query;
use crate::http::request::{Body, Follow, Request};
use crate::http::retry::Retry;
use crate::http::{Http, Listener, body};
use bearer::Bearer;
pub use error::HubError;
use pages::Pages;

/// A reading request is given up when nothing came for so long; the Hub answers within a few seconds.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// The Hub at one endpoint, spoken to with one account's token or none. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    http: Http,
    endpoint: String,
    bearer: Arc<dyn Bearer>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Hub {
    /// `endpoint` is a base URL without a final slash.
    pub fn new(http: Http, endpoint: String, token: Option<Secret>) -> Self {
        Self::with_bearer(http, endpoint, Arc::new(token))
    }

    /// The same with a token that may change.
    pub fn with_bearer(http: Http, endpoint: String, bearer: Arc<dyn Bearer>) -> Self {
        Self { http, endpoint, bearer, headers: Vec::new() }
    }

    /// The same Hub with a header on every request, such as the download counter.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((HeaderName::from_static(name), HeaderValue::from_static(value)));
        self
    }

    /// The same Hub, whose requests are heard as [`Http::heard_by`] says.
    #[must_use]
    pub fn heard_by(mut self, wrap: impl FnOnce(Arc<dyn Listener>) -> Arc<dyn Listener>) -> Self {
        self.http = self.http.heard_by(wrap);
        self
    }

    /// The base URL, without a final slash.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The sender of requests, for those that go to storage servers.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// An absolute link of an answer, led back to this endpoint if it names the default one.
    pub fn own_url(&self, url: &str) -> String {
        match url.strip_prefix(DEFAULT_ENDPOINT) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", self.endpoint),
            _ => url.to_owned(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path).timeout(READ_TIMEOUT)
    }

    pub(crate) fn head(&self, path: &str) -> Call<'_> {
        self.call(Method::HEAD, path).timeout(READ_TIMEOUT)
    }

    pub(crate) fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    /// A call of an absolute URL, with the token only if the URL is at this endpoint.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_> {
        let url = if path.starts_with('/') { format!("{}{path}", self.endpoint) } else { self.own_url(path) };
        let mut request = Request::new(method, url);
        request.headers.clone_from(&self.headers);
        Call { hub: self, request }
    }

    /// The token for a request to that address: none if it is not at this endpoint.
    async fn token_for(&self, url: &str) -> Result<Option<Secret>, HubError> {
        if self.is_own(url) { self.bearer.token().await } else { Ok(None) }
    }

    /// The reply that anybody gets; `None` if strangers get none, so that the token is not given up.
    async fn ask_as_stranger(&self, request: Request) -> Option<Response> {
        let response = self.http.send(request).await.ok()?;
        let response = accepted(response).await.ok()?;
        self.bearer.give_up();
        Some(response)
    }

    fn is_own(&self, url: &str) -> bool {
        url.strip_prefix(&self.endpoint).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }
}

/// One request to the Hub, being put together.
pub(crate) struct Call<'a> {
    hub: &'a Hub,
    request: Request,
}

impl<'a> Call<'a> {
    pub(crate) fn query(mut self, query: &Query) -> Self {
        self.request.url = query.append_to(&self.request.url);
        self
    }

    pub(crate) fn body<T: Serialize>(self, value: &T) -> Result<Self, HubError> {
        let text = json::line(value).map_err(|source| HubError::Encode { source })?;
        Ok(self.text("application/json", text))
    }

    pub(crate) fn text(mut self, content_type: &'static str, text: String) -> Self {
        self.request.body = Body::Text { content_type, text };
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.request.headers.push((HeaderName::from_static(name), value));
        }
        self
    }

    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.request.timeout = Some(timeout);
        self
    }

    /// May be sent again whatever its method.
    pub(crate) fn idempotent(self) -> Self {
        self.retry(Retry::idempotent())
    }

    pub(crate) fn retry(mut self, retry: Retry) -> Self {
        self.request = self.request.with_retry(retry);
        self
    }

    /// A redirect that leaves the Hub is the answer.
    pub(crate) fn stay_on_origin(mut self) -> Self {
        self.request.follow = Follow::SameOrigin;
        self
    }

    /// The reply, if its status is a success or a redirect that was not to be followed.
    pub(crate) async fn send(mut self) -> Result<Response, HubError> {
        let hub = self.hub;
        let as_stranger = self.reads_repo().then(|| self.request.clone());
        self.request.token = hub.token_for(&self.request.url).await?;
        let has_token = self.request.token.is_some();
        let response = hub.http.send(self.request).await?;
        let is_refused = has_token && response.status() == StatusCode::UNAUTHORIZED;
        let outcome = accepted(response).await;
        match as_stranger {
            Some(request) if is_refused && hub.bearer.is_optional() => {
                hub.ask_as_stranger(request).await.map_or(outcome, Ok)
            }
            _ => outcome,
        }
    }

    /// Whether what is asked for may be public.
    fn reads_repo(&self) -> bool {
        matches!(self.request.method, Method::GET | Method::HEAD) && error::is_about_repo(&self.request.url)
    }

    /// The reply is not taken for one until its body is read.
    pub(crate) fn whole(mut self) -> Self {
        self.request.whole = true;
        self
    }

    /// The reply's body, decoded.
    pub(crate) async fn json<T: DeserializeOwned>(self) -> Result<T, HubError> {
        let response = self.whole().send().await?;
        decode(response).await
    }

    /// A listing that comes in pages.
    pub(crate) fn pages<T: DeserializeOwned>(self) -> Pages<'a, T> {
        Pages::new(self.hub, self)
    }
}

/// A reply that does not refuse.
async fn accepted(response: Response) -> Result<Response, HubError> {
    if response.status().is_client_error() || response.status().is_server_error() {
        return Err(HubError::of_response(response).await);
    }
    Ok(response)
}

/// Reads a whole reply as JSON.
pub(crate) async fn decode<T: DeserializeOwned>(response: Response) -> Result<T, HubError> {
    let url = crate::http::shown_url(response.url().as_str());
    let body = body::read(response).await?;
    serde_json::from_slice(&body).map_err(|source| HubError::Decode { url, source })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Hub;
    use crate::base::secret::Secret;
    use crate::http::Http;
    use crate::http::client::Clients;
    use crate::http::roots::Roots;

    fn mirror() -> Hub {
        let http = Http::new(Clients::new("test", &Roots::new(None)).unwrap(), true, Arc::new(()));
        Hub::new(http, "http://mirror.example".to_owned(), Secret::parse("hf_x"))
    }

    #[test]
    fn links_to_the_default_endpoint_lead_back_to_the_mirror() {
        let own = |url| mirror().own_url(url);
        assert_eq!(own("https://huggingface.co/api/x?cursor=1"), "http://mirror.example/api/x?cursor=1");
        assert_eq!(own("https://huggingface.community/api"), "https://huggingface.community/api");
    }

    #[tokio::test]
    async fn a_call_elsewhere_carries_no_token() {
        let hub = mirror();
        let carries_token = async |path| hub.token_for(&hub.get(path).request.url).await.unwrap().is_some();
        assert!(carries_token("/api/x").await);
        assert!(!carries_token("http://mirror.example.evil.org/x").await);
        assert!(!carries_token("https://cdn.example/x").await);
    }
}
