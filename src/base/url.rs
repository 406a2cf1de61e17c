//! Text in addresses, escaped as Python's `quote` does it.

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

#[cfg(test)]
mod tests {
    use super::{url_path, url_segment};

    #[test]
    fn names_are_escaped_as_python_does() {
        assert_eq!(url_path("a b#c?/é+&=.txt"), "a%20b%23c%3F/%C3%A9%2B%26%3D.txt");
        assert_eq!(url_segment("refs/pr/1"), "refs%2Fpr%2F1");
        assert_eq!(url_segment("v1.0-rc_2~x"), "v1.0-rc_2~x");
    }
}
