//! The ID of a paper, and how it is typed. Whether the Hub has the paper it says itself.

use std::fmt;
use std::str::FromStr;

use crate::base::url::url_segment;

/// Such as `2501.12948`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperId(String);

/// Why a text is not the ID of a paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not the ID of a paper: expected one from arXiv, such as 2501.12948")]
pub struct PaperIdError(String);

impl PaperId {
    /// For the path of an address.
    pub fn url_segment(&self) -> String {
        url_segment(&self.0)
    }
}

impl fmt::Display for PaperId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for PaperId {
    type Err = PaperIdError;

    /// Takes addresses of papers too, at the Hub and at arXiv.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let id = match address {
            Some(address) => ["/papers/", "/abs/", "/pdf/"].iter().find_map(|way| Some(address.split_once(way)?.1)),
            None => Some(text),
        };
        let id = id.unwrap_or_default().split(['?', '#']).next().unwrap_or_default();
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || ".-_".contains(letter);
        let is_id = id.starts_with(|first: char| first.is_ascii_alphanumeric()) && id.chars().all(is_letter);
        if is_id { Ok(Self(id.trim_end_matches(".pdf").to_owned())) } else { Err(PaperIdError(text.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use super::PaperId;

    #[test]
    fn a_paper_may_be_typed_as_an_address() {
        for text in [
            "2501.12948",
            "https://huggingface.co/papers/2501.12948",
            "https://arxiv.org/abs/2501.12948?x",
            "http://arxiv.org/pdf/2501.12948.pdf",
        ] {
            assert_eq!(text.parse::<PaperId>().unwrap().to_string(), "2501.12948");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for text in ["", "../models/gpt2", "a/b", ".", "..", "https://huggingface.co/ada", "2501 12948"] {
            assert!(text.parse::<PaperId>().is_err(), "{text}");
        }
    }
}
