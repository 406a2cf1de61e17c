//! What lies between here and the Hub: TLS with an authority of its own, and proxies.

mod proxies;
mod redirects;
mod relay;
mod tls;
