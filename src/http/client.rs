//! The one place that builds HTTP clients: one for the Hub, with its user agent, and one for storage servers, without
//! it. Both ask for content as it is: a length and a range of something compressed mean nothing.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;

use super::proxy::Proxies;
use super::roots::Roots;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Kept connections to one host: enough for the widest transfer.
const IDLE_CONNECTIONS: usize = 128;

/// The two clients. Redirects are followed by `Http`, which knows where a token may go.
#[derive(Clone)]
pub struct Clients {
    pub hub: Client,
    pub storage: Client,
    pub proxies: Proxies,
}

impl Clients {
    /// Makes both, with the same trust. No connection is opened yet, and no certificate read.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(user_agent: &str, roots: &Arc<Roots>, proxies: Proxies) -> Result<Self, TlsError> {
        // A second call finds the provider installed already: fine.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let tls = roots.tls()?;
        let builder = |tls| proxies.apply(builder(tls));
        let (hub, storage) = (builder(tls.clone()).user_agent(user_agent).build()?, builder(tls).build()?);
        Ok(Self { hub, storage, proxies })
    }
}

/// Why no client can be made.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error(transparent)]
    Settings(#[from] rustls::Error),
    #[error(transparent)]
    Client(#[from] reqwest::Error),
}

fn builder(tls: rustls::ClientConfig) -> reqwest::ClientBuilder {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .tcp_nodelay(true)
        .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]))
}
