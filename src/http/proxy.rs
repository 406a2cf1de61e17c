//! Which proxy a request goes through: the proxy variables, read as the Python client reads them. Without any of them the
//! system's own settings count, which the client reads itself.

use std::net::IpAddr;

use reqwest::{Proxy, Url};

use super::url::shown_url;
use crate::config::ProxyVariables;

/// Schemes of proxies that the client speaks to.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// A proxy for each scheme of a URL, and the hosts that need none. The default has no proxy.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
    direct: Vec<Direct>,
}

/// A variable that holds no address of a proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid proxy in {variable}: '{value}'")]
pub struct BadProxy {
    pub variable: &'static str,
    /// Without its password.
    pub value: String,
}

/// A part of `NO_PROXY`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Direct {
    scheme: Option<String>,
    host: Host,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Any,
    /// A domain and all below it, or an address.
    Named(String),
    /// Addresses whose first bits are these.
    Network(IpAddr, u32),
}

impl Proxies {
    /// # Errors
    /// [`BadProxy`]: whoever names a proxy does not want to go without one.
    pub fn new(variables: &ProxyVariables) -> Result<Self, BadProxy> {
        let direct = variables.no_proxy.split(',').filter_map(|part| Direct::parse(part.trim())).collect();
        let address = |own: &Option<(&'static str, String)>| own.as_ref().or(variables.all.as_ref()).map(parsed);
        Ok(Self { http: address(&variables.http).transpose()?, https: address(&variables.https).transpose()?, direct })
    }

    /// The proxy for a URL, as it may be shown.
    pub(super) fn shown(&self, url: &Url) -> Option<String> {
        self.of(url).map(|proxy| shown_url(proxy.as_str()).trim_end_matches('/').to_owned())
    }

    fn of(&self, url: &Url) -> Option<&Url> {
        let proxy = if url.scheme() == "https" { self.https.as_ref() } else { self.http.as_ref() };
        proxy.filter(|_| !self.direct.iter().any(|direct| direct.takes(url)))
    }

    /// Has a client use them.
    pub(super) fn apply(&self, builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
        if self.http.is_none() && self.https.is_none() {
            return builder;
        }
        let proxies = self.clone();
        builder.no_proxy().proxy(Proxy::custom(move |url| proxies.of(url).cloned()))
    }
}

/// A proxy without a scheme speaks HTTP.
fn parsed((variable, value): &(&'static str, String)) -> Result<Url, BadProxy> {
    let with_scheme = if value.contains("://") { value.clone() } else { format!("http://{value}") };
    let url = Url::parse(&with_scheme).ok();
    let is_usable = |url: &Url| SCHEMES.contains(&url.scheme()) && url.has_host();
    url.filter(is_usable).ok_or_else(|| BadProxy { variable, value: shown_url(&with_scheme) })
}

impl Direct {
    /// `*`, `host`, `.host`, `*.host`, `host:port`, an address, a network (`10.0.0.0/8`), each with a scheme in front or
    /// without one. What is none of these names no host.
    fn parse(part: &str) -> Option<Self> {
        let (scheme, place) = match part.split_once("://") {
            Some((scheme, place)) => (Some(scheme.to_ascii_lowercase()).filter(|scheme| scheme != "all"), place),
            None => (None, part),
        };
        let (host, port) = split_port(place);
        let host = host.trim_start_matches("*.").trim_start_matches('.').trim_matches(['[', ']']).to_ascii_lowercase();
        let host = match host.split_once('/') {
            _ if host.is_empty() => return None,
            _ if host == "*" => Host::Any,
            Some((address, bits)) => Host::Network(address.parse().ok()?, bits.parse().ok()?),
            None => Host::Named(host.trim_start_matches('*').to_owned()),
        };
        Some(Self { scheme, host, port })
    }

    fn takes(&self, url: &Url) -> bool {
        self.scheme.as_ref().is_none_or(|scheme| scheme == url.scheme())
            && self.port.is_none_or(|port| url.port_or_known_default() == Some(port))
            && self.host.holds(url.host_str().unwrap_or_default().trim_matches(['[', ']']))
    }
}

impl Host {
    fn holds(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Named(name) => {
                host.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            Self::Network(network, bits) => host.parse().is_ok_and(|address| starts_alike(*network, address, *bits)),
        }
    }
}

/// Whether two addresses of one kind have the same first bits.
fn starts_alike(one: IpAddr, other: IpAddr, bits: u32) -> bool {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros() >= bits,
        (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits() ^ other.to_bits()).leading_zeros() >= bits,
        _ => false,
    }
}

/// An IPv6 address has colons of its own, and a port only behind its bracket.
fn split_port(place: &str) -> (&str, Option<u16>) {
    match place.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => (place, None),
        },
        _ => (place, None),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::{BadProxy, Proxies};
    use crate::config::ProxyVariables;

    fn proxies(no_proxy: &str) -> Proxies {
        let http = Some(("HTTP_PROXY", "proxy.example:3128".to_owned()));
        let https = Some(("HTTPS_PROXY", "http://ada:pw@secure.example".to_owned()));
        Proxies::new(&ProxyVariables { http, https, all: None, no_proxy: no_proxy.to_owned() }).unwrap()
    }

    fn shown(no_proxy: &str, url: &str) -> Option<String> {
        proxies(no_proxy).shown(&Url::parse(url).unwrap())
    }

    #[test]
    fn each_scheme_has_its_proxy_and_a_password_is_not_shown() {
        assert_eq!(shown("", "http://hub.example/a").as_deref(), Some("http://proxy.example:3128"));
        assert_eq!(shown("", "https://hub.example/a").as_deref(), Some("http://secure.example"));
    }

    #[test]
    fn one_variable_may_speak_for_all() {
        let all = Some(("ALL_PROXY", "socks5h://socks.example:1080".to_owned()));
        let proxies = Proxies::new(&ProxyVariables { all, ..ProxyVariables::default() }).unwrap();
        for url in ["http://hub.example", "https://hub.example"] {
            assert_eq!(proxies.shown(&Url::parse(url).unwrap()).as_deref(), Some("socks5h://socks.example:1080"));
        }
    }

    #[test]
    fn every_form_of_an_exception_is_known() {
        for (no_proxy, url, is_direct) in [
            ("*", "https://hub.example", true),
            ("a.example, hub.example", "https://hub.example", true),
            ("hub.example", "https://cdn.hub.example", true),
            (".hub.example", "https://cdn.hub.example", true),
            ("*.hub.example", "https://cdn.hub.example", true),
            ("hub.example", "https://otherhub.example", false),
            ("HUB.example", "https://hub.example", true),
            ("hub.example:8080", "http://hub.example:8080", true),
            ("hub.example:8080", "http://hub.example", false),
            ("hub.example:443", "https://hub.example", true),
            ("http://hub.example", "http://hub.example", true),
            ("http://hub.example", "https://hub.example", false),
            ("all://hub.example", "https://hub.example", true),
            ("127.0.0.1", "http://127.0.0.1:9", true),
            ("127.0.0.1:9", "http://127.0.0.1:9", true),
            ("10.0.0.0/8", "http://10.9.8.7", true),
            ("10.0.0.0/8", "http://11.9.8.7", false),
            ("::1", "http://[::1]:80", true),
            ("[::1]:81", "http://[::1]:80", false),
            ("", "https://hub.example", false),
            (" , ,/", "https://hub.example", false),
        ] {
            assert_eq!(shown(no_proxy, url).is_none(), is_direct, "NO_PROXY={no_proxy:?} {url}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_by_its_variable() {
        for value in ["http://", "ftp://proxy.example", "http://proxy.example:port", "a b"] {
            let https = Some(("https_proxy", value.to_owned()));
            let refused = Proxies::new(&ProxyVariables { https, ..ProxyVariables::default() }).unwrap_err();
            assert_eq!(refused.variable, "https_proxy", "{value}");
        }
        let https = Some(("https_proxy", "ftp://ada:pw@proxy.example/".to_owned()));
        let refused = Proxies::new(&ProxyVariables { https, ..ProxyVariables::default() }).unwrap_err();
        assert_eq!(refused, BadProxy { variable: "https_proxy", value: "ftp://proxy.example/".to_owned() });
    }
}
