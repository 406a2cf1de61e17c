//! What lies between here and the Hub: TLS with an authority of its own, proxies, compression, and replies of unknown length.

mod codings;
mod lengths;
mod proxies;
mod redirects;
pub mod relay;
mod tls;
