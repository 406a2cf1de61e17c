//! What lies between here and the Hub: TLS with an authority of its own, proxies, and compression.

mod codings;
mod proxies;
mod redirects;
pub mod relay;
mod tls;
