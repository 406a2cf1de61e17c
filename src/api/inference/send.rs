//! Requests to whoever was chosen: the token or key for it, headers, and the wait for a model that is being loaded.

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Response, Url};
use serde_json::Value;

use super::Inference;
use super::ask::{Ask, Input, Media};
use super::error::InferenceError;
use super::notice::{Notice, Tell};
use super::provider::{Order, Payload, Read, Sent};
use super::providers::HF_INFERENCE;
use super::route::{Place, Route};
use super::{form, media};
use crate::api::HubError;
use crate::api::service::{Call, Service};
use crate::api::subject::ServiceKind;
use crate::http::request::Body;
use crate::http::{HttpError, shown_url};

/// A model that is being loaded is asked again after this long at least.
const LEAST_WAIT: Duration = Duration::from_secs(5);
/// And after this long at most, whatever the server estimates.
const MOST_WAIT: Duration = Duration::from_secs(120);

/// What the user adds to requests.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// Headers, which replace those that would be sent.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The `Cookie` header of questions; looks at a queue go without it.
    pub cookies: Option<HeaderValue>,
    /// The organization that pays.
    pub bill_to: Option<HeaderValue>,
}

/// A question that was sent, and the first reply.
pub(super) struct Asked {
    pub(super) service: Service,
    pub(super) path: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) response: Response,
}

impl Inference {
    /// Sends a question, again while the model is being loaded.
    pub(super) async fn ask(
        &self,
        route: &Route,
        ask: Ask,
        extras: &Extras,
        tell: &Tell<'_>,
    ) -> Result<Asked, InferenceError> {
        let ask = self.with_content(route, ask).await?;
        let (id, model, hub) = (&route.id, &route.model, self.hub.endpoint());
        let Sent { path, body } =
            (route.form.build)(&Order { ask: &ask, id, model, adapter: route.adapter.as_deref(), hub });
        let (service, path) = self.place(route, path);
        let (body, kind) = encoded(body)?;
        let headers = headers(route, kind, extras);
        let mut wait = LEAST_WAIT;
        loop {
            let call = self.call(&service, (Method::POST, &path), &headers).content(body.clone());
            let call = match &extras.cookies {
                Some(cookies) => call.headers(&[(reqwest::header::COOKIE, cookies.clone())]),
                None => call,
            };
            let outcome = self.checked(route, call).await;
            let Some(estimate) = outcome.as_ref().err().and_then(loading) else {
                return Ok(Asked { service, path, headers, response: outcome? });
            };
            wait = estimate.clamp(wait, MOST_WAIT);
            tell(Notice::Loading { model: &route.model, wait });
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(MOST_WAIT);
        }
    }

    /// Sends one request, and says who refused it.
    pub(super) async fn checked(&self, route: &Route, call: Call<'_>) -> Result<Response, InferenceError> {
        let response = call.stay_on_origin().send().await.map_err(|error| self.refused(route, error))?;
        if response.status().is_redirection() {
            let target = response.headers().get(reqwest::header::LOCATION);
            let target = target.map(|target| shown_url(&String::from_utf8_lossy(target.as_bytes())));
            let (url, target) = (shown_url(response.url().as_str()), target.unwrap_or_default());
            return Err(HttpError::Elsewhere { url, target }.into());
        }
        Ok(response)
    }

    pub(super) fn refused(&self, route: &Route, error: HubError) -> InferenceError {
        match error {
            source @ HubError::Refused(_) => InferenceError::Refused {
                by: route.by(),
                model: route.model.clone(),
                task: route.task,
                has_own_key: self.key.is_some(),
                source: Box::new(source),
            },
            other => other.into(),
        }
    }

    /// A call with all headers of the first request.
    pub(super) fn call<'a>(
        &self,
        service: &'a Service,
        (method, path): (Method, &str),
        headers: &[(HeaderName, HeaderValue)],
    ) -> Call<'a> {
        service.call(method, path).headers(headers)
    }

    /// Where requests go, and the path below that. A server is spoken to at its address alone.
    fn place(&self, route: &Route, path: String) -> (Service, String) {
        match &route.place {
            Place::Router => (self.router_service(""), path),
            Place::Url(url) => (self.server(url), url.to_string()),
            Place::Provider(provider) => match (&self.key, route.form.read) {
                (Some(key), read) if !std::ptr::eq(*provider, HF_INFERENCE) => {
                    let base = match read {
                        Read::Queue(queue) => queue.own_base.unwrap_or(provider.base),
                        _ => provider.base,
                    };
                    let service = self.router_service("").elsewhere(ServiceKind::Inference, base, false);
                    (service.with_key(provider.scheme, key.clone()), path)
                }
                (_, Read::Queue(queue)) => {
                    (self.router_service(provider.name), format!("{path}{}", queue.router_query))
                }
                _ => (self.router_service(provider.name), path),
            },
        }
    }

    /// Fetches media from the web, unless the provider does that itself.
    async fn with_content(&self, route: &Route, ask: Ask) -> Result<Ask, InferenceError> {
        if route.form.passes_urls { Ok(ask) } else { self.fetched(ask).await }
    }

    /// The question with its media, which are fetched if it has their address alone.
    ///
    /// # Errors
    /// They cannot be fetched.
    pub async fn fetched(&self, ask: Ask) -> Result<Ask, InferenceError> {
        let Input::Media(Media::Url(url)) = &ask.input else { return Ok(ask) };
        let fetched = media::fetch(self.hub.http(), url).await?;
        let input = Input::Media(Media::Bytes { bytes: fetched.bytes, kind: fetched.kind });
        Ok(Ask { input, ..ask })
    }

    /// A server at an address gets the token only if it is one of Hugging Face's, and a key that was named for it always.
    pub(super) fn server(&self, url: &Url) -> Service {
        let base = url.origin().ascii_serialization();
        let is_trusted = self.key.is_none() && self.is_own(url);
        let service = self.router_service("").elsewhere(ServiceKind::Inference, &base, is_trusted);
        match &self.key {
            Some(key) => service.with_key("Bearer", key.clone()),
            None => service,
        }
    }
}

/// How long a model takes to be loaded, if that is why it does not answer.
fn loading(error: &InferenceError) -> Option<Duration> {
    let InferenceError::Refused { source, .. } = error else { return None };
    let refusal = source.refusal().filter(|refusal| refusal.status.as_u16() == 503)?;
    let seconds = refusal.body.get("estimated_time")?.as_f64()?;
    Duration::try_from_secs_f64(seconds.clamp(0.0, MOST_WAIT.as_secs_f64())).ok()
}

/// A body, and its media type.
fn encoded(body: Payload) -> Result<(Body, Option<String>), InferenceError> {
    Ok(match body {
        Payload::Json(value) => (Body::Raw(json(&value)?.into()), Some("application/json".to_owned())),
        Payload::Bytes { bytes, kind } => (Body::Raw(bytes), kind),
        Payload::Form { bytes, kind, fields } => {
            let form = form::encode(&bytes, kind.as_deref(), &fields);
            (Body::Raw(form.body), Some(form.kind))
        }
    })
}

/// Compact and in UTF-8: pictures make bodies long enough.
fn json(value: &Value) -> Result<Vec<u8>, HubError> {
    serde_json::to_vec(value).map_err(|source| HubError::Encode { source })
}

/// The headers of a request: the user's replace ours, and those that a provider wants replace the user's.
fn headers(route: &Route, kind: Option<String>, extras: &Extras) -> Vec<(HeaderName, HeaderValue)> {
    use reqwest::header::{ACCEPT, CONTENT_TYPE};
    let mut all: Vec<(HeaderName, HeaderValue)> = Vec::new();
    let mut set = |name: HeaderName, value: Option<HeaderValue>| {
        if let Some(value) = value {
            all.retain(|(known, _)| *known != name);
            all.push((name, value));
        }
    };
    set(CONTENT_TYPE, kind.and_then(|kind| HeaderValue::from_str(&kind).ok()));
    set(ACCEPT, Some(HeaderValue::from_static(route.task.accepts().unwrap_or("*/*"))));
    set(HeaderName::from_static("x-hf-bill-to"), extras.bill_to.clone());
    for (name, value) in &extras.headers {
        set(name.clone(), Some(value.clone()));
    }
    if let Place::Provider(provider) = route.place {
        for (name, value) in provider.headers {
            set(HeaderName::from_static(name), Some(HeaderValue::from_static(value)));
        }
    }
    all
}
