//! One HTTP service of Hugging Face: its base URL, the token that it gets, and requests to it. The endpoints are
//! methods of [`Hub`](super::Hub) and its siblings; what a refusal means is decided in `error`.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bearer::Bearer;
use super::error::HubError;
use super::subject::{Asked, ServiceKind, Subject, below};
use crate::base::json;
use crate::base::secret::Secret;
use crate::http::query::Query;
use crate::http::request::{Body, Follow, Request};
use crate::http::retry::Retry;
use crate::http::{Http, Listener, body, shown_url};
use crate::ids::bucket::BucketId;
use crate::ids::repo::RepoId;

/// A reading request is given up after this long without an answer; the Hub answers within a few seconds.
pub(super) const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// One service, spoken to with one account's token or none. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    kind: ServiceKind,
    http: Http,
    base: String,
    bearer: Arc<dyn Bearer>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Nothing is asked without the token, though it may be read by anybody.
    keeps_token: bool,
    /// The word before the token.
    scheme: &'static str,
}

impl Service {
    /// `base` is its base URL without a final slash.
    pub fn new(kind: ServiceKind, http: Http, base: String, bearer: Arc<dyn Bearer>) -> Self {
        Self { kind, http, base, bearer, headers: Vec::new(), keeps_token: false, scheme: "Bearer" }
    }

    /// The same service with a header on every request.
    #[must_use]
    pub(super) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.headers.push((HeaderName::from_static(name), HeaderValue::from_static(value)));
        self
    }

    /// The same service, which tries for so long to connect.
    #[must_use]
    pub(super) fn connecting_for(mut self, patience: Duration) -> Self {
        self.http = self.http.connecting_for(patience);
        self
    }

    /// The same service, for a caller that has somebody else to ask.
    #[must_use]
    pub(super) fn impatient(mut self) -> Self {
        self.http = self.http.impatient();
        self
    }

    /// The same service, which never asks as a stranger for what its token is refused for.
    #[must_use]
    pub(super) fn keeping_token(mut self) -> Self {
        self.keeps_token = true;
        self
    }

    /// The same service, whose requests are heard as [`Http::heard_by`] says.
    #[must_use]
    pub(super) fn heard_by(mut self, wrap: impl FnOnce(Arc<dyn Listener>) -> Arc<dyn Listener>) -> Self {
        self.http = self.http.heard_by(wrap);
        self
    }

    /// Another server, spoken to as this one is; it gets the token only if it is trusted.
    #[must_use]
    pub(super) fn elsewhere(&self, kind: ServiceKind, base: &str, is_trusted: bool) -> Self {
        let bearer = if is_trusted { Arc::clone(&self.bearer) } else { Arc::new(None::<Secret>) };
        Self { kind, base: base.trim_end_matches('/').to_owned(), bearer, ..self.clone() }
    }

    /// The same server, which gets this key, behind that word.
    #[must_use]
    pub(super) fn with_key(mut self, scheme: &'static str, key: Secret) -> Self {
        (self.bearer, self.scheme) = (Arc::new(Some(key)), scheme);
        self
    }

    /// The base URL, without a final slash.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The sender of requests, for those that go to storage servers.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// An absolute link of an answer, led back to this base if it names the default one.
    pub(super) fn own_url(&self, url: &str) -> String {
        match self.kind.default_base().and_then(|base| url.strip_prefix(base)) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", self.base),
            _ => url.to_owned(),
        }
    }

    pub(super) fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path).timeout(READ_TIMEOUT)
    }

    pub(super) fn head(&self, path: &str) -> Call<'_> {
        self.call(Method::HEAD, path).timeout(READ_TIMEOUT)
    }

    pub(super) fn post(&self, path: &str) -> Call<'_> {
        self.call(Method::POST, path)
    }

    pub(super) fn put(&self, path: &str) -> Call<'_> {
        self.call(Method::PUT, path)
    }

    pub(super) fn patch(&self, path: &str) -> Call<'_> {
        self.call(Method::PATCH, path)
    }

    pub(super) fn delete(&self, path: &str) -> Call<'_> {
        self.call(Method::DELETE, path)
    }

    /// A call of a path below the base, or of an absolute URL: that one gets the token only if it is at this base.
    pub(super) fn call(&self, method: Method, path: &str) -> Call<'_> {
        let url = if path.starts_with('/') { format!("{}{path}", self.base) } else { self.own_url(path) };
        let mut request = Request::new(method, url);
        request.headers.clone_from(&self.headers);
        request.scheme = self.scheme;
        Call { service: self, request, about: None }
    }

    /// The token for a request to that address: none if it is not at this base.
    async fn token_for(&self, url: &str) -> Result<Option<Secret>, HubError> {
        if self.is_own(url) { self.bearer.token().await } else { Ok(None) }
    }

    /// Whether requests go out without a token.
    pub(super) async fn is_anonymous(&self) -> Result<bool, HubError> {
        Ok(self.bearer.token().await?.is_none())
    }

    /// The reply that anybody gets; `None` if strangers get none, so that the token is not given up.
    async fn ask_as_stranger(&self, request: Request) -> Option<Response> {
        let response = self.http.send(request).await.ok().filter(|response| !is_refusal(response))?;
        self.bearer.give_up();
        Some(response)
    }

    fn is_own(&self, url: &str) -> bool {
        below(&self.base, url).is_some()
    }
}

/// One request to a service, being put together.
pub(super) struct Call<'a> {
    pub(super) service: &'a Service,
    request: Request,
    /// The repo or bucket that the body names, where the URL does not.
    about: Option<Subject>,
}

impl Call<'_> {
    pub(super) fn query(mut self, query: &Query) -> Self {
        self.request.url = query.append_to(&self.request.url);
        self
    }

    pub(super) fn body<T: Serialize>(self, value: &T) -> Result<Self, HubError> {
        let text = json::line(value).map_err(|source| HubError::Encode { source })?;
        Ok(self.text("application/json", text))
    }

    pub(super) fn text(self, content_type: &'static str, text: String) -> Self {
        self.content(Body::Text { content_type, text })
    }

    pub(super) fn content(mut self, body: Body) -> Self {
        self.request.body = body;
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.request.headers.push((HeaderName::from_static(name), value));
        }
        self
    }

    pub(super) fn headers(mut self, headers: &[(HeaderName, HeaderValue)]) -> Self {
        self.request.headers.extend_from_slice(headers);
        self
    }

    pub(super) fn timeout(mut self, timeout: Duration) -> Self {
        self.request.timeout = Some(timeout);
        self
    }

    /// Says which repo the request is about, where its URL does not.
    pub(super) fn about(mut self, repo: &RepoId) -> Self {
        self.about = Some(Subject::Repo(repo.clone()));
        self
    }

    /// The same for a bucket.
    pub(super) fn about_bucket(mut self, bucket: &BucketId) -> Self {
        self.about = Some(Subject::Bucket(bucket.to_string()));
        self
    }

    /// May be sent again whatever its method.
    pub(super) fn idempotent(self) -> Self {
        self.retry(Retry::idempotent())
    }

    pub(super) fn retry(mut self, retry: Retry) -> Self {
        self.request = self.request.with_retry(retry);
        self
    }

    /// A redirect that leaves the service is the answer.
    pub(super) fn stay_on_origin(mut self) -> Self {
        self.request.follow = Follow::SameOrigin;
        self
    }

    /// A redirect is the answer.
    pub(super) fn never_follow(mut self) -> Self {
        self.request.follow = Follow::Never;
        self
    }

    /// The reply, if its status is a success or a redirect that was not to be followed.
    pub(super) async fn send(mut self) -> Result<Response, HubError> {
        let service = self.service;
        let mut asked = Asked::of(service.kind, &service.base, &self.request.method, &self.request.url);
        if let Some(subject) = self.about {
            asked = asked.about(subject);
        }
        let may_be_stranger = asked.is_reading && asked.subject.may_be_public() && !service.keeps_token;
        let as_stranger = may_be_stranger.then(|| self.request.clone());
        self.request.token = service.token_for(&self.request.url).await?;
        let has_token = self.request.token.is_some();
        let response = service.http.send(self.request).await?;
        if !is_refusal(&response) {
            return Ok(response);
        }
        let is_unknown = has_token && response.status() == StatusCode::UNAUTHORIZED && service.bearer.is_optional();
        let refused = HubError::of_response(response, asked).await;
        match as_stranger.filter(|_| is_unknown) {
            Some(request) => service.ask_as_stranger(request).await.ok_or(refused),
            None => Err(refused),
        }
    }

    /// The token that the request would carry.
    pub(super) async fn token(&self) -> Result<Option<Secret>, HubError> {
        self.service.token_for(&self.request.url).await
    }

    /// Retries until the whole body has arrived.
    pub(super) fn whole(mut self) -> Self {
        self.request.whole = true;
        self
    }

    /// The reply's body, decoded.
    pub(super) async fn json<T: DeserializeOwned>(self) -> Result<T, HubError> {
        let response = self.whole().send().await?;
        decode(response).await
    }
}

fn is_refusal(response: &Response) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

/// Reads a whole reply as JSON.
pub(super) async fn decode<T: DeserializeOwned>(response: Response) -> Result<T, HubError> {
    let url = shown_url(response.url().as_str());
    parse(&url, &body::read(response).await?)
}

/// The body of a reply from that address, decoded.
pub(super) fn parse<T: DeserializeOwned>(url: &str, body: &[u8]) -> Result<T, HubError> {
    serde_json::from_slice(body).map_err(|source| {
        let url = url.to_owned();
        match source.is_data().then(|| field_of::<T>(body)).flatten() {
            Some(field) => HubError::Field { url, field, source },
            None => HubError::Decode { url, source },
        }
    })
}

/// The field of a reply that is not what was expected. Read once more for that, as naming fields makes reading slower.
fn field_of<T: DeserializeOwned>(body: &[u8]) -> Option<String> {
    let error = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_slice(body)).err()?;
    // Of the whole reply there is no more to say.
    Some(error.path().to_string()).filter(|path| path != ".")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Service, ServiceKind};
    use crate::base::secret::Secret;
    use crate::http::Http;
    use crate::http::client::Clients;
    use crate::http::proxy::Proxies;
    use crate::http::roots::Roots;

    fn mirror() -> Service {
        let http = Http::new(Clients::new("test", &Roots::new(None), Proxies::default()).unwrap(), true, Arc::new(()));
        let token = Arc::new(Secret::parse("hf_x"));
        Service::new(ServiceKind::Hub, http, "http://mirror.example".to_owned(), token)
    }

    #[test]
    fn links_to_the_default_endpoint_lead_back_to_the_mirror() {
        let own = |url| mirror().own_url(url);
        assert_eq!(own("https://huggingface.co/api/x?cursor=1"), "http://mirror.example/api/x?cursor=1");
        assert_eq!(own("https://huggingface.community/api"), "https://huggingface.community/api");
    }

    #[tokio::test]
    async fn a_call_elsewhere_carries_no_token() {
        let service = mirror();
        let carries_token = async |path| service.get(path).token().await.unwrap().is_some();
        assert!(carries_token("/api/x").await);
        assert!(!carries_token("http://mirror.example.evil.org/x").await);
        assert!(!carries_token("https://cdn.example/x").await);
    }
}
