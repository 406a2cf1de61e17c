//! Inference Endpoints: models that run on machines of their own, and answer at addresses of their own.

pub mod catalog;
pub mod hardware;

use std::sync::Arc;

use reqwest::{Method, Url};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::HubError;
use super::bearer::Bearer;
use super::error::RefusalKind;
use super::service::Service;
use super::subject::ServiceKind;
use crate::base::url::url_segment;
use crate::http::retry::Retry;
use crate::http::{Http, same_origin};

/// The domain of endpoints' own addresses.
const OWN_DOMAIN: &str = ".endpoints.huggingface.cloud";
/// How the service says that an endpoint need not be resumed.
const ALREADY_RUNNING: &str = "already running";

/// The service that deploys endpoints. Cheap to clone.
#[derive(Clone)]
pub struct Endpoints(pub(super) Service);

/// An endpoint, as the service describes it: printed as it came, in its order and with fields that are not known here.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Endpoint(pub Value);

/// The name of an endpoint and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointId {
    /// A user or an organization.
    pub namespace: String,
    /// Its name there.
    pub name: String,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<Endpoint>,
}

impl Endpoint {
    /// A text somewhere in the description, such as `/status/state`; empty if there is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.0.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.text("/name")
    }

    /// Such as `pending`, `running` or `scaledToZero`.
    pub fn state(&self) -> &str {
        self.text("/status/state")
    }

    /// What the service says of the state.
    pub fn message(&self) -> Option<&str> {
        Some(self.text("/status/message").trim()).filter(|message| !message.is_empty())
    }

    /// Where it answers, if it does.
    pub fn url(&self) -> Option<&str> {
        Some(self.text("/status/url")).filter(|url| !url.is_empty())
    }

    /// The path below its address that says whether it is well.
    pub fn health_route(&self) -> &str {
        self.text("/healthRoute")
    }

    /// Whether it answers.
    pub fn is_running(&self) -> bool {
        self.state() == "running" && self.url().is_some()
    }

    /// Where requests can be sent: it answers there, or a request wakes it up.
    pub fn address(&self) -> Option<&str> {
        self.url().filter(|_| self.is_running() || self.state() == "scaledToZero")
    }

    /// Whether nothing will happen to it by itself. Other states are on their way, those that are not known too.
    pub fn is_at_rest(&self) -> bool {
        matches!(self.state(), "failed" | "updateFailed" | "paused" | "scaledToZero")
    }
}

impl Endpoints {
    /// `base` is the service's base URL without a final slash.
    pub fn new(http: Http, base: String, bearer: Arc<dyn Bearer>) -> Self {
        Self(Service::new(ServiceKind::Endpoints, http, base, bearer))
    }

    /// `GET /endpoint/{namespace}`.
    pub async fn endpoints(&self, namespace: &str) -> Result<Vec<Endpoint>, HubError> {
        let Items { items } = self.0.get(&format!("/endpoint/{}", url_segment(namespace))).json().await?;
        Ok(items)
    }

    /// `GET /endpoint/{namespace}/{name}`.
    pub async fn endpoint(&self, id: &EndpointId) -> Result<Endpoint, HubError> {
        self.0.get(&path(id)).json().await
    }

    /// `POST /endpoint/{namespace}`. Sent once: a reply that is lost says nothing of the endpoint.
    ///
    /// # Errors
    /// Any [`HubError`]; a name that is taken is [`RefusalKind::Conflict`].
    pub async fn deploy(&self, namespace: &str, endpoint: &Value) -> Result<Endpoint, HubError> {
        self.0.post(&format!("/endpoint/{}", url_segment(namespace))).body(endpoint)?.json().await
    }

    /// `PUT /endpoint/{namespace}/{name}`: changes the fields that are there.
    pub async fn update(&self, id: &EndpointId, changes: &Value) -> Result<Endpoint, HubError> {
        self.0.call(Method::PUT, &path(id)).body(changes)?.json().await
    }

    /// `DELETE /endpoint/{namespace}/{name}`.
    pub async fn delete_endpoint(&self, id: &EndpointId) -> Result<(), HubError> {
        self.0.delete(&path(id)).send().await.map(drop)
    }

    /// `POST /endpoint/{namespace}/{name}/pause`.
    pub async fn pause(&self, id: &EndpointId) -> Result<Endpoint, HubError> {
        self.0.post(&format!("{}/pause", path(id))).json().await
    }

    /// `POST /endpoint/{namespace}/{name}/resume`; `None` if it runs already, which the service refuses.
    pub async fn resume(&self, id: &EndpointId) -> Result<Option<Endpoint>, HubError> {
        match self.0.post(&format!("{}/resume", path(id))).json().await {
            Err(error) if is_running_already(&error) => Ok(None),
            outcome => outcome.map(Some),
        }
    }

    /// The same, where an endpoint that runs already is an error.
    pub async fn resume_stopped(&self, id: &EndpointId) -> Result<Endpoint, HubError> {
        self.0.post(&format!("{}/resume", path(id))).json().await
    }

    /// `POST /endpoint/{namespace}/{name}/scale-to-zero`: until the next request comes.
    pub async fn scale_to_zero(&self, id: &EndpointId) -> Result<Endpoint, HubError> {
        self.0.post(&format!("{}/scale-to-zero", path(id))).json().await
    }

    /// Whether an endpoint says that it is well: `GET` of its health route, at its own address.
    pub async fn is_well(&self, url: &str, health_route: &str) -> Result<bool, HubError> {
        let (url, route) = (url.trim_end_matches('/'), health_route.trim_start_matches('/'));
        let address = if route.is_empty() { url.to_owned() } else { format!("{url}/{route}") };
        // Whoever waits looks again.
        match self.at(url).get(&address).retry(Retry::never()).send().await {
            Ok(_) => Ok(true),
            // It has no such route, or wants another method: it answers.
            Err(error) if error.refusal().is_some_and(|refusal| matches!(refusal.status.as_u16(), 404 | 405)) => {
                Ok(true)
            }
            Err(error) if error.is_outage() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether an address belongs to the service, so that it may have the token.
    pub fn is_own(&self, url: &str) -> bool {
        is_own_address(self.0.base(), url)
    }

    /// A server at an endpoint's own address. It gets the token only if the address is one of the service's.
    pub(super) fn at(&self, url: &str) -> Service {
        self.0.elsewhere(ServiceKind::Inference, url, self.is_own(url))
    }
}

impl EndpointId {
    /// `namespace/name`.
    pub fn full(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}

/// Whether an address that the service names belongs to it, and not to whoever wrote the description.
pub(super) fn is_own_address(base: &str, url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let is_named_so = url.scheme() == "https" && url.host_str().is_some_and(|host| host.ends_with(OWN_DOMAIN));
    is_named_so || Url::parse(base).is_ok_and(|base| same_origin(&base, &url))
}

fn is_running_already(error: &HubError) -> bool {
    error.is(RefusalKind::BadRequest)
        && error.refusal().is_some_and(|refusal| refusal.message.to_lowercase().contains(ALREADY_RUNNING))
}

fn path(id: &EndpointId) -> String {
    format!("/endpoint/{}/{}", url_segment(&id.namespace), url_segment(&id.name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Endpoint, is_own_address};

    #[test]
    fn a_token_goes_to_the_services_own_addresses_alone() {
        let base = "https://api.endpoints.huggingface.cloud/v2";
        for (url, is_own) in [
            ("https://abc.us-east-1.aws.endpoints.huggingface.cloud", true),
            ("https://abc.us-east-1.aws.endpoints.huggingface.cloud.evil.example", false),
            ("http://abc.us-east-1.aws.endpoints.huggingface.cloud", false),
            ("https://evilendpoints.huggingface.cloud", false),
            ("nowhere", false),
        ] {
            assert_eq!(is_own_address(base, url), is_own, "{url}");
        }
        assert!(is_own_address("http://127.0.0.1:80/v2", "http://127.0.0.1:80/_ie/ada/x"));
        assert!(!is_own_address("http://127.0.0.1:80/v2", "http://127.0.0.1:81/_ie/ada/x"));
    }

    #[test]
    fn an_endpoint_runs_when_it_has_an_address() {
        let endpoint = |status| Endpoint(json!({ "status": status }));
        assert!(endpoint(json!({"state": "running", "url": "https://x"})).is_running());
        assert!(!endpoint(json!({"state": "running"})).is_running());
        assert!(endpoint(json!({"state": "updateFailed"})).is_at_rest());
        assert!(!endpoint(json!({"state": "somethingNew"})).is_at_rest() && !endpoint(json!(null)).is_at_rest());
    }
}
