//! The one place that builds HTTP clients: one for the Hub, with its user agent, and one for storage servers, with
//! no default headers at all.

use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Kept connections to one host: enough for the widest transfer.
const IDLE_CONNECTIONS: usize = 128;

/// The two clients. Redirects are followed by `Http`, which knows where a token may go.
#[derive(Clone)]
pub struct Clients {
    pub hub: Client,
    pub storage: Client,
}

impl Clients {
    /// Makes both. No connection is opened yet.
    ///
    /// # Errors
    /// When the system's trust store cannot be used.
    pub fn new(user_agent: &str) -> Result<Self, reqwest::Error> {
        // A second call finds the provider installed already: fine.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { hub: builder().user_agent(user_agent).build()?, storage: builder().build()? })
    }
}

fn builder() -> reqwest::ClientBuilder {
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(IDLE_CONNECTIONS)
        .tcp_nodelay(true)
}
