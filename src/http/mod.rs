//! Requests and replies: building clients, sending, following redirects, retrying. Knows nothing of the Hub: what a
//! status means is decided in `api`.
//!
//! A token belongs to one origin (scheme, host, port): it is never sent to another, whatever a redirect says (`redirect`).

pub mod body;
pub mod client;
mod coding;
mod error;
pub mod proxy;
pub mod query;
mod redirect;
pub mod reply;
pub mod request;
pub mod retry;
pub mod roots;
pub mod server;
pub mod stream;
mod url;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, LOCATION};
use reqwest::{Response, StatusCode, Url};
use tokio::time::Instant;

use client::Clients;
pub use error::HttpError;
use redirect::{Journey, Step};
use request::Request;
use retry::Retry;
use url::origin;
pub use url::{brief_url, same_origin, shown_url, web_address};

/// What a client tells while it works. The listener prints; this layer does not.
pub trait Listener: Send + Sync {
    /// A request has failed `attempt` times and is sent again after `wait`. The cause names the server.
    fn retrying(&self, attempt: u32, wait: Duration, cause: &str);
    /// A server's `X-HF-Warning`.
    fn warned(&self, topic: &str, message: &str);
    /// One line a request, for debugging; secrets are cut out.
    fn sent(&self, line: &str);
}

impl Listener for () {
    fn retrying(&self, _attempt: u32, _wait: Duration, _cause: &str) {}
    fn warned(&self, _topic: &str, _message: &str) {}
    fn sent(&self, _line: &str) {}
}

/// Sends requests. Cheap to clone; clones share connections and rate limits.
#[derive(Clone)]
pub struct Http {
    shared: Arc<Shared>,
    listener: Arc<dyn Listener>,
    /// For how long any host is tried that cannot be connected to; none for what [`retry`] does by itself.
    connect_for: Option<Duration>,
    /// Sends although a limit is reached.
    is_impatient: bool,
}

struct Shared {
    clients: Clients,
    offline: bool,
    /// Origins that asked for patience, and until when.
    paused: Mutex<HashMap<String, Instant>>,
    /// Origins that have answered, and whether they cannot be connected to now.
    lost: Mutex<HashMap<String, bool>>,
}

impl Http {
    /// Over the given clients; with `offline` every request fails before a socket is opened.
    pub fn new(clients: Clients, offline: bool, listener: Arc<dyn Listener>) -> Self {
        Self {
            shared: Arc::new(Shared { clients, offline, paused: Mutex::default(), lost: Mutex::default() }),
            listener,
            connect_for: None,
            is_impatient: false,
        }
    }

    /// The same, that tries for so long to connect to a host, be it one that has answered before or not.
    #[must_use]
    pub fn connecting_for(&self, patience: Duration) -> Self {
        Self { connect_for: Some(patience), ..self.clone() }
    }

    /// The same for a caller that has somebody else to ask: it hears at once of a host that cannot be reached and of a limit
    /// that is reached, and waits for neither.
    #[must_use]
    pub fn impatient(&self) -> Self {
        Self { is_impatient: true, ..self.connecting_for(Duration::ZERO) }
    }

    /// The same with a listener of its own, which is given the present one to pass on what is not its concern.
    #[must_use]
    pub fn heard_by(&self, wrap: impl FnOnce(Arc<dyn Listener>) -> Arc<dyn Listener>) -> Self {
        Self { listener: wrap(Arc::clone(&self.listener)), ..self.clone() }
    }

    /// Who hears what the client does, for those that do part of its work.
    pub fn listener(&self) -> &dyn Listener {
        &*self.listener
    }

    /// Sends a request, again where its retry rule allows. Gives the last reply, whatever its status.
    ///
    /// # Errors
    /// When no reply came at all: offline, no connection, no answer in time.
    pub async fn send(&self, request: Request) -> Result<Response, HttpError> {
        if self.shared.offline {
            return Err(HttpError::Offline { url: shown_url(&request.url) });
        }
        // Signals are caught from a command's first wait on: it comes before anything is sent.
        tokio::task::yield_now().await;
        let mut retry = request.retry();
        loop {
            let outcome = self.send_once(&request).await;
            let Some((wait, cause)) = self.wait_before_retry(&mut retry, &outcome) else { return outcome };
            if let Some(cause) = cause {
                self.listener.retrying(retry.failed(), wait, &cause);
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// How long to wait before the next try, and why, unless it was told already.
    fn wait_before_retry(
        &self,
        retry: &mut Retry,
        outcome: &Result<Response, HttpError>,
    ) -> Option<(Duration, Option<String>)> {
        match outcome {
            Ok(response) if retry::is_transient(response.status()) => {
                let asked = reply::wait_asked_for(response.headers());
                let wait = retry.next(asked);
                if let (StatusCode::TOO_MANY_REQUESTS, Some(asked)) = (response.status(), asked) {
                    self.pause(response.url(), asked);
                }
                let (status, url) = (response.status().as_u16(), brief_url(response.url().as_str()));
                Some((wait?, Some(format!("HTTP {status} from {url}"))))
            }
            Ok(_) => None,
            Err(error @ HttpError::Connect { origin, .. }) if !error.is_untrusted() => match self.lose(origin) {
                // One line for all requests that wait for the network.
                Some(was_lost) => {
                    let wait = retry.next_lost(self.connect_for.unwrap_or(retry::LOST))?;
                    Some((wait, (!was_lost).then(|| error.briefly())))
                }
                None => Some((retry.next_connect()?, Some(error.briefly()))),
            },
            Err(error @ (HttpError::Timeout { .. } | HttpError::Silent { .. } | HttpError::Broken { .. })) => {
                Some((retry.next(None)?, Some(error.briefly())))
            }
            Err(_) => None,
        }
    }

    async fn send_once(&self, request: &Request) -> Result<Response, HttpError> {
        let mut journey = Journey::new(request)?;
        loop {
            let response = self.exchange(request, &journey).await?;
            let Some(target) = redirect_target(&response) else { return finished(request, response).await };
            if journey.follow(response.status(), target)? == Step::Stay {
                return Ok(response);
            }
        }
    }

    async fn exchange(&self, request: &Request, journey: &Journey<'_>) -> Result<Response, HttpError> {
        let Journey { url, method, body, is_trusted, .. } = journey;
        if !self.is_impatient {
            self.wait_while_paused(url).await;
        }
        let client = if request.storage { &self.shared.clients.storage } else { &self.shared.clients.hub };
        let mut builder = client.request(method.clone(), url.clone());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let (Some(token), true) = (&request.token, *is_trusted) {
            builder = builder.header(AUTHORIZATION, format!("{} {}", request.scheme, token.expose()));
        }
        builder = body.attach(builder)?;
        self.listener.sent(&format!("{method} {}", shown_url(url.as_str())));
        let answer = builder.send();
        let outcome = match request.timeout {
            None => answer.await,
            Some(after) => tokio::time::timeout(after, answer)
                .await
                .map_err(|_| HttpError::Timeout { url: shown_url(url.as_str()), after })?,
        };
        let proxy = || self.shared.clients.proxies.shown(url);
        let response = outcome.map_err(|error| transport_error(url, proxy(), error))?;
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED
            && let Some(proxy) = proxy()
        {
            return Err(HttpError::ProxyLogin { proxy });
        }
        self.note_answer(url);
        if let Some((topic, message)) = reply::warning(response.headers()) {
            self.listener.warned(&topic, &message);
        }
        Ok(response)
    }

    fn note_answer(&self, url: &Url) {
        let mut lost = self.shared.lost.lock().unwrap_or_else(PoisonError::into_inner);
        lost.insert(origin(url), false);
    }

    /// Whether the origin was known to be lost before; `None` if it has never answered and nobody wants to wait for it.
    fn lose(&self, origin: &str) -> Option<bool> {
        let mut lost = self.shared.lost.lock().unwrap_or_else(PoisonError::into_inner);
        if self.connect_for.is_some() {
            lost.entry(origin.to_owned()).or_default();
        }
        lost.get_mut(origin).map(|is_lost| std::mem::replace(is_lost, true))
    }

    /// A limit that is not worth waiting for ends a request with an error; the next one may ask for itself.
    fn pause(&self, url: &Url, wait: Duration) {
        if wait > retry::MOST_PATIENCE {
            return;
        }
        let mut paused = self.shared.paused.lock().unwrap_or_else(PoisonError::into_inner);
        paused.insert(origin(url), Instant::now() + wait);
    }

    async fn wait_while_paused(&self, url: &Url) {
        let until = self.shared.paused.lock().unwrap_or_else(PoisonError::into_inner).get(&origin(url)).copied();
        if let Some(until) = until {
            tokio::time::sleep_until(until).await;
        }
    }
}

async fn finished(request: &Request, response: Response) -> Result<Response, HttpError> {
    let response = coding::decoded(&request.method, response)?;
    if request.whole { body::hold(response).await } else { Ok(response) }
}

fn transport_error(url: &Url, proxy: Option<String>, error: reqwest::Error) -> HttpError {
    let error = error.without_url();
    match proxy {
        Some(proxy) if error.is_connect() && wants_login(&error) => return HttpError::ProxyLogin { proxy },
        proxy if error.is_connect() => return HttpError::Connect { origin: origin(url), proxy, source: error },
        _ => {}
    }
    HttpError::Broken { url: shown_url(url.as_str()), source: error }
}

fn redirect_target(response: &Response) -> Option<Url> {
    if !response.status().is_redirection() {
        return None;
    }
    let location = response.headers().get(LOCATION)?;
    // Headers are bytes; the Hub sends names outside ASCII in them as UTF-8.
    let location = String::from_utf8_lossy(location.as_bytes());
    response.url().join(&location).ok()
}

/// The connector's own error has no public type.
fn wants_login(error: &reqwest::Error) -> bool {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.map(ToString::to_string).any(|cause| cause.contains("proxy auth"))
}
