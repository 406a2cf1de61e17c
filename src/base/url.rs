//! Text in addresses: escaped as Python's `quote` does it, cut at a folder, or without its secrets.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but letters, digits and `-._~`.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
const PATH: &AsciiSet = &SEGMENT.remove(b'/');

/// One segment of a path, or one name or value of a query: slashes are escaped too.
pub fn url_segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// A path, whose slashes stay.
pub fn url_path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// The path of something in a repo or a bucket, below the folder that was listed; if it is that place itself, its name.
pub fn path_below<'a>(path: &'a str, place: &str) -> &'a str {
    match path.strip_prefix(place).map(|rest| rest.trim_start_matches('/')) {
        Some("") | None => path.rsplit('/').next().unwrap_or(path),
        Some(rest) => rest,
    }
}

/// An address without what may be secret in it: a user name and password, and a query or fragment. Works on text that is
/// not a valid URL too: a mistyped address holds the same secrets. Texts that are not addresses stay as they are.
pub fn without_secrets(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let rest = &rest[..rest.find(['?', '#']).unwrap_or(rest.len())];
    let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
    let is_port = |port: &str| port.chars().all(|digit| digit.is_ascii_digit());
    // A password may hold a slash that should have been escaped; then what stands behind the colon is no port.
    let is_cut_short = authority.split_once(':').is_some_and(|(_, port)| !is_port(port));
    let user = if authority.contains('@') { authority } else { rest }.rfind('@');
    let hidden = user.filter(|_| authority.contains('@') || is_cut_short).map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[hidden..])
}

#[cfg(test)]
mod tests {
    use super::{path_below, url_path, url_segment, without_secrets};

    #[test]
    fn paths_are_those_below_the_place() {
        for (path, place, expected) in
            [("a/b", "", "a/b"), ("a/b", "a", "b"), ("a/b/c", "a", "b/c"), ("a/b.txt", "a/b.txt", "b.txt")]
        {
            assert_eq!(path_below(path, place), expected, "{path} {place}");
        }
    }

    #[test]
    fn names_are_escaped_as_python_does() {
        assert_eq!(url_path("a b#c?/é+&=.txt"), "a%20b%23c%3F/%C3%A9%2B%26%3D.txt");
        assert_eq!(url_segment("refs/pr/1"), "refs%2Fpr%2F1");
        assert_eq!(url_segment("v1.0-rc_2~x"), "v1.0-rc_2~x");
    }

    #[test]
    fn an_address_keeps_its_secrets_even_if_it_is_mistyped() {
        for (text, shown) in [
            ("https://ada:pw@hub.example/x?key=1#f", "https://hub.example/x"),
            ("https://ada:p/w@hub.example/x", "https://hub.example/x"),
            ("http://ada:pw@hub example:80x", "http://hub example:80x"),
            ("https://hub.example?key=1", "https://hub.example"),
            ("http://hub.example:80/ada/x@main", "http://hub.example:80/ada/x@main"),
            ("/home/ada/x", "/home/ada/x"),
        ] {
            assert_eq!(without_secrets(text), shown);
        }
    }
}
