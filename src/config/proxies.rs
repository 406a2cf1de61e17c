//! The proxy variables as they are written. What they mean is decided where requests are sent.

use super::env::Environment;

/// Each variable with the name under which it was found; an empty `no_proxy` names no host.
#[derive(Debug, Clone, Default)]
pub struct ProxyVariables {
    pub http: Option<(&'static str, String)>,
    pub https: Option<(&'static str, String)>,
    pub all: Option<(&'static str, String)>,
    pub no_proxy: String,
}

impl ProxyVariables {
    pub(super) fn from_environment(environment: &Environment) -> Self {
        // A request's own header arrives under this name in a CGI program.
        let is_cgi = environment.text("REQUEST_METHOD").is_some();
        let http = if is_cgi { ["http_proxy"].as_slice() } else { &["http_proxy", "HTTP_PROXY"] };
        Self {
            http: either(environment, http),
            https: either(environment, &["https_proxy", "HTTPS_PROXY"]),
            all: either(environment, &["all_proxy", "ALL_PROXY"]),
            no_proxy: either(environment, &["no_proxy", "NO_PROXY"]).map(|(_, hosts)| hosts).unwrap_or_default(),
        }
    }
}

/// The first wins: empty, it says that there is none.
fn either(environment: &Environment, names: &[&'static str]) -> Option<(&'static str, String)> {
    let (name, value) = names.iter().find_map(|name| Some((*name, environment.raw(name)?)))?;
    Some((name, value)).filter(|(_, value)| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Environment, ProxyVariables};

    fn http(pairs: &[(&str, &str)]) -> Option<(&'static str, String)> {
        ProxyVariables::from_environment(&Environment::from_pairs(pairs)).http
    }

    #[test]
    fn the_lower_case_name_wins_even_if_it_is_empty() {
        let upper = ("HTTP_PROXY", "http://b");
        assert_eq!(http(&[upper]), Some(("HTTP_PROXY", "http://b".to_owned())));
        assert_eq!(http(&[upper, ("http_proxy", "http://a")]), Some(("http_proxy", "http://a".to_owned())));
        assert_eq!(http(&[upper, ("http_proxy", "")]), None);
    }

    #[test]
    fn a_header_of_a_cgi_request_names_no_proxy() {
        assert_eq!(http(&[("HTTP_PROXY", "http://b"), ("REQUEST_METHOD", "GET")]), None);
    }
}
