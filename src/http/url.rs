//! URLs in messages, without what must not be shown, the origins that tokens belong to, and which texts are addresses.

use reqwest::Url;

use crate::base::url::without_secrets;

/// Characters of a URL, and of its last part, in messages that pass by.
const MOST_OF_URL: usize = 60;
const MOST_OF_LAST_PART: usize = 16;

/// Scheme, host and port, as text.
pub(super) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Whether two URLs have the same scheme, host and port.
pub fn same_origin(a: &Url, b: &Url) -> bool {
    a.origin() == b.origin()
}

/// An address of the web: one that begins with `http` or `https`.
pub fn web_address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// A URL without its query and user part, for messages: queries of storage URLs are signatures.
pub fn shown_url(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else { return without_secrets(url) };
    parsed.set_query(None);
    parsed.set_fragment(None);
    // A URL that cannot carry a password has none to hide.
    let _hidden = parsed.set_password(None).and_then(|()| parsed.set_username(""));
    parsed.to_string()
}

/// As [`shown_url`], for messages that pass by: of a long URL its server and how its last part begins.
pub fn brief_url(url: &str) -> String {
    let url = shown_url(url);
    let parsed = match Url::parse(&url) {
        Ok(parsed) if url.len() > MOST_OF_URL => parsed,
        _ => return url,
    };
    let last = parsed.path_segments().and_then(Iterator::last).unwrap_or_default();
    match last.char_indices().nth(MOST_OF_LAST_PART) {
        Some((end, _)) => format!("{}/.../{}...", origin(&parsed), &last[..end]),
        None => format!("{}/.../{last}", origin(&parsed)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Url, brief_url, same_origin, shown_url};

    #[test]
    fn a_shown_url_has_neither_signature_nor_password() {
        assert_eq!(shown_url("https://u:p@cdn.example/x/y?Signature=abc#f"), "https://cdn.example/x/y");
    }

    #[test]
    fn a_long_url_passes_by_as_its_server_and_how_it_ends() {
        let object = format!("https://cdn.example/repos/{0}/{0}?Signature=abc", "2db1f8c0a1b2c3d4".repeat(4));
        assert_eq!(brief_url(&object), "https://cdn.example/.../2db1f8c0a1b2c3d4...");
        assert_eq!(brief_url("https://hub.example/ada/tiny?x=1"), "https://hub.example/ada/tiny");
        assert_eq!(
            brief_url(&format!("https://hub.example/{}/a.bin", "d".repeat(60))),
            "https://hub.example/.../a.bin"
        );
    }

    #[test]
    fn another_port_is_another_origin() {
        let at = |text| Url::parse(text).unwrap();
        assert!(same_origin(&at("http://hub.example:80/a"), &at("http://hub.example/b")));
        assert!(!same_origin(&at("http://hub.example/a"), &at("http://hub.example:8080/a")));
        assert!(!same_origin(&at("http://hub.example/a"), &at("https://hub.example/a")));
    }
}
