//! Models that answer: chat, pictures, speech and all other tasks, asked of Inference Providers through the Hub's router,
//! of a provider with a key of its own, of the Hub's own service, or of a server at an address.
//!
//! What a provider takes and says is data in `providers`; who is asked is decided in `route`; requests are made in
//! `send`, and their answers read in `answer` and, piece by piece, in `stream`.

pub mod answer;
pub mod ask;
pub mod error;
mod form;
pub mod mapping;
pub mod media;
pub mod notice;
mod openai;
pub mod post;
pub mod prices;
pub mod provider;
pub mod providers;
pub mod route;
pub mod send;
pub mod server;
mod shapes;
mod size;
pub mod stream;
pub mod task;
mod url;

use reqwest::Url;

use super::Hub;
use super::endpoints::is_own_address;
use super::service::Service;
use super::subject::ServiceKind;
use crate::base::secret::Secret;
use crate::http::same_origin;

/// The domain of Spaces' own addresses.
const SPACES_DOMAIN: &str = ".hf.space";

/// Whoever answers questions to models. Cheap to clone.
#[derive(Clone)]
pub struct Inference {
    hub: Hub,
    router: String,
    endpoints: String,
    key: Option<Secret>,
}

impl Inference {
    /// `hub` is asked who serves a model, with the token that the router gets too. `router` and `endpoints` are base URLs
    /// without a final slash. `key` goes to the provider or the server that is named, and nowhere else.
    pub fn new(hub: Hub, router: String, endpoints: String, key: Option<Secret>) -> Self {
        Self { hub, router, endpoints, key }
    }

    /// The same for a caller that has somebody else to ask: a host that is away and a limit that is reached are errors at
    /// once.
    #[must_use]
    pub fn impatient(self) -> Self {
        Self { hub: Hub(self.hub.0.impatient()), ..self }
    }

    /// The router, or the part of it that leads to a provider.
    fn router_service(&self, provider: &str) -> Service {
        let base = if provider.is_empty() { self.router.clone() } else { format!("{}/{provider}", self.router) };
        self.hub.0.elsewhere(ServiceKind::Router, &base, true)
    }

    /// Whether an address is one of Hugging Face's.
    fn is_own(&self, url: &Url) -> bool {
        let is_same = |base: &str| Url::parse(base).is_ok_and(|base| same_origin(&base, url));
        let is_space = url.scheme() == "https" && url.host_str().is_some_and(|host| host.ends_with(SPACES_DOMAIN));
        is_space
            || is_same(self.hub.endpoint())
            || is_same(&self.router)
            || is_own_address(&self.endpoints, url.as_str())
    }
}
