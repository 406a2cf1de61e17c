//! Values that must not be shown: tokens and what signs a URL. Does not store them anywhere, and wipes them from memory
//! when they are no longer needed; copies within a request are the HTTP library's.

use std::fmt;

use zeroize::Zeroizing;

/// A token. `Debug` and logs show `Secret(…)`; only [`Secret::expose`] gives the value.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A token as the Python client cleans it: line ends removed, blanks trimmed. Nothing left means no token.
    pub fn parse(text: &str) -> Option<Self> {
        let joined = Zeroizing::new(text.replace(['\r', '\n'], ""));
        let value = joined.trim();
        (!value.is_empty()).then(|| Self(Zeroizing::new(value.to_owned())))
    }

    /// The value itself: for an `Authorization` header, a file of mode 0600, or a command whose purpose is to
    /// print it. Nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The first three and the last four characters, as `hf auth list` shows a token.
    pub fn masked(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        let first: String = characters.iter().take(3).collect();
        let last: String = characters.iter().skip(characters.len().saturating_sub(4)).collect();
        format!("{first}****{last}")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_never_shows_the_value() {
        let secret = Secret::parse("hf_0123456789").unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    #[test]
    fn line_ends_and_blanks_are_not_part_of_a_token() {
        assert_eq!(Secret::parse(" hf_ab\r\ncd\n ").unwrap().expose(), "hf_abcd");
        assert_eq!(Secret::parse(" \n"), None);
    }

    #[test]
    fn a_masked_token_keeps_three_and_four_characters() {
        assert_eq!(Secret::parse("hf_0123456789").unwrap().masked(), "hf_****6789");
    }
}
