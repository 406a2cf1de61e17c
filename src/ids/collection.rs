//! The slug of a collection, and how it is typed. Whether the collection exists is the Hub's to say.

use std::fmt;
use std::str::FromStr;

/// `namespace/title-words-24 hex digits`, or how people shorten it; the digits say which one it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug(String);

/// Why a text is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not the slug of a collection: expected one such as username/title-64f9a55bb3115b4f513ec026")]
pub struct SlugError(String);

impl Slug {
    /// The user or organization.
    pub fn namespace(&self) -> &str {
        self.0.split_once('/').map_or("", |(namespace, _)| namespace)
    }

    /// What comes behind.
    pub fn name(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The slug as it was typed, without the address around it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    /// Takes the address of its page, too.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_address = text.starts_with("https://") || text.starts_with("http://");
        let slug = match text.split_once("/collections/") {
            Some((_, slug)) if is_address => slug.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/'),
            _ => text,
        };
        let is_part = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['/', '\\']);
        match slug.split_once('/') {
            Some((namespace, name)) if is_part(namespace) && is_part(name) => Ok(Self(slug.to_owned())),
            _ => Err(SlugError(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Slug;

    #[test]
    fn a_slug_may_be_typed_as_the_address_of_its_page() {
        for text in [
            "ada/things-0123",
            "https://huggingface.co/collections/ada/things-0123?x=1",
            "http://h/collections/ada/things-0123/",
        ] {
            let slug: Slug = text.parse().unwrap();
            assert_eq!((slug.as_str(), slug.namespace(), slug.name()), ("ada/things-0123", "ada", "things-0123"));
        }
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for text in ["", "things", "/things", "ada/", "ada/../x", "../ada", "ada/..", "ada/x/y", "https://h/ada"] {
            assert!(text.parse::<Slug>().is_err(), "{text}");
        }
    }
}
