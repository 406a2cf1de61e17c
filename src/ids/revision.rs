//! Revisions of a repo: a branch, a tag, a full ref or a commit. Which of them it is, only the Hub knows.

use std::fmt;
use std::str::FromStr;

use crate::base::sha::is_lower_hex;
use crate::base::url::url_segment;

/// The name of a state of a repo, never empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(String);

/// A revision without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a revision cannot be empty")]
pub struct EmptyRevision;

impl Revision {
    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the full hash of a commit, so that it means the same forever.
    pub fn is_commit_hash(&self) -> bool {
        is_commit_hash(&self.0)
    }

    /// The name as one segment of an address: slashes are encoded too (`refs%2Fpr%2F1`).
    pub fn url_segment(&self) -> String {
        url_segment(&self.0)
    }
}

/// Whether the text is 40 lower-case hex digits.
pub fn is_commit_hash(text: &str) -> bool {
    text.len() == 40 && is_lower_hex(text)
}

impl Default for Revision {
    /// `main`
    fn default() -> Self {
        Self("main".to_owned())
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl FromStr for Revision {
    type Err = EmptyRevision;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() { Err(EmptyRevision) } else { Ok(Self(text.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use super::{EmptyRevision, Revision};

    fn revision(text: &str) -> Revision {
        text.parse().unwrap()
    }

    #[test]
    fn nothing_said_means_main() {
        assert_eq!(Revision::default().as_str(), "main");
        assert_eq!("".parse::<Revision>(), Err(EmptyRevision));
    }

    #[test]
    fn only_forty_lower_case_hex_digits_are_a_commit() {
        let hash = "0123456789abcdef0123456789abcdef01234567";
        assert!(revision(hash).is_commit_hash());
        for text in ["main", &hash[1..], &hash.to_uppercase(), &format!("{hash}0"), &hash.replace('f', "g")] {
            assert!(!revision(text).is_commit_hash(), "{text}");
        }
    }

    #[test]
    fn an_address_holds_a_revision_as_one_segment() {
        for (text, segment) in [
            ("main", "main"),
            ("refs/pr/1", "refs%2Fpr%2F1"),
            ("v1.0-rc_2~x", "v1.0-rc_2~x"),
            ("é #?%", "%C3%A9%20%23%3F%25"),
        ] {
            assert_eq!(revision(text).url_segment(), segment);
        }
    }
}
