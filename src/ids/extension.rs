//! Names of extensions: the repository that one comes from, and the word that runs it.

use std::fmt;
use std::str::FromStr;

const PREFIX: &str = "hf-";
/// The owner of a repository that is typed without one.
const USUAL_OWNER: &str = "huggingface";

/// The word that runs an extension: `hf NAME`. Safe as part of a path and of a URL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExtensionName(String);

/// The GitHub repository of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionRepo {
    /// A user or an organization.
    pub owner: String,
    /// What runs it; the repository is called `hf-NAME`.
    pub name: ExtensionName,
}

/// Why a word names no extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtensionError {
    #[error("only GitHub repositories can be installed, as [OWNER/]hf-NAME")]
    Url,
    #[error("expected [OWNER/]hf-NAME")]
    Form,
    #[error("the name of the repository must begin with 'hf-'")]
    Prefix,
    #[error("names begin with a letter or a digit and have letters, digits, '.', '_' and '-'")]
    Characters,
}

impl ExtensionName {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `hf-NAME`: the repository, the folder and the program are called so.
    pub fn program(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }

    fn checked(name: &str) -> Result<Self, ExtensionError> {
        if is_plain(name) { Ok(Self(name.to_owned())) } else { Err(ExtensionError::Characters) }
    }
}

impl FromStr for ExtensionName {
    type Err = ExtensionError;

    /// `NAME`, `hf-NAME` or `OWNER/hf-NAME`.
    fn from_str(text: &str) -> Result<Self, ExtensionError> {
        let name = text.split_once('/').map_or(text, |(_, name)| name);
        Self::checked(name.strip_prefix(PREFIX).unwrap_or(name))
    }
}

impl fmt::Display for ExtensionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for ExtensionRepo {
    type Err = ExtensionError;

    fn from_str(text: &str) -> Result<Self, ExtensionError> {
        if text.contains("://") {
            return Err(ExtensionError::Url);
        }
        let (owner, repo) = text.split_once('/').unwrap_or((USUAL_OWNER, text));
        if owner.is_empty() || repo.is_empty() || repo.contains('/') {
            return Err(ExtensionError::Form);
        }
        let name = repo.strip_prefix(PREFIX).ok_or(ExtensionError::Prefix)?;
        if !is_plain(owner) {
            return Err(ExtensionError::Characters);
        }
        Ok(Self { owner: owner.to_owned(), name: ExtensionName::checked(name)? })
    }
}

impl fmt::Display for ExtensionRepo {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.owner, self.name.program())
    }
}

fn is_plain(name: &str) -> bool {
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    name.starts_with(|letter: char| letter.is_ascii_alphanumeric())
        && name.chars().all(is_allowed)
        && !name.contains("..")
}

#[cfg(test)]
mod tests {
    use super::{ExtensionError, ExtensionName, ExtensionRepo};

    #[test]
    fn a_repository_has_an_owner_and_a_prefix() {
        let repo = |text: &str| text.parse::<ExtensionRepo>();
        assert_eq!(repo("acme/hf-tool").unwrap().to_string(), "acme/hf-tool");
        assert_eq!(repo("hf-tool").unwrap().to_string(), "huggingface/hf-tool");
        for (text, error) in [
            ("https://github.com/acme/hf-tool", ExtensionError::Url),
            ("a/b/hf-c", ExtensionError::Form),
            ("/hf-c", ExtensionError::Form),
            ("acme/tool", ExtensionError::Prefix),
            ("acme/hf-", ExtensionError::Characters),
            ("acme/hf-a:b", ExtensionError::Characters),
            ("acme/hf-a..b", ExtensionError::Characters),
            ("../hf-a", ExtensionError::Characters),
        ] {
            assert_eq!(repo(text), Err(error), "{text}");
        }
    }

    #[test]
    fn an_installed_extension_is_named_in_three_ways() {
        for text in ["tool", "hf-tool", "acme/hf-tool"] {
            assert_eq!(text.parse::<ExtensionName>().unwrap().as_str(), "tool");
        }
        for text in ["", "hf-", "a b", "..", "a/../b", "-x"] {
            assert!(text.parse::<ExtensionName>().is_err(), "{text}");
        }
        assert_eq!("tool".parse::<ExtensionName>().unwrap().program(), "hf-tool");
    }
}
