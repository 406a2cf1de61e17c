//! Places on the Hub as `hf fs` takes them: `hf://` may be left out, as no path of this machine is meant.

use std::fmt;
use std::str::FromStr;

use super::misuse::Misuse;
use super::repo::TypeArg;
use super::revision::RevisionArg;
use super::token::TokenArg;
use crate::ids::bucket_argument::BucketArgument;
use crate::ids::page::Page;
use crate::ids::repo::{RepoId, RepoKind};
use crate::ids::uri::{HfUri, RepoUri, UriError};

/// A repo or a bucket, or a file or folder in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(pub HfUri);

/// `--type`, `--revision` and `--token`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct AddressArgs {
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    pub token: TokenArg,
}

impl AddressArgs {
    /// The address with the type and at the revision that were typed apart from it.
    ///
    /// # Errors
    /// It says others itself, or has none.
    pub fn resolve(&self, address: &Address) -> Result<Address, Misuse> {
        let place = of_type(&address.0, self.kind.given())?;
        at_revision(&place, &self.revision).map(Address)
    }
}

/// A place whose repo has that type. An address without a type names a model.
fn of_type(place: &HfUri, typed: Option<RepoKind>) -> Result<HfUri, Misuse> {
    let Some(kind) = typed else { return Ok(place.clone()) };
    let HfUri::Repo(uri) = place else { return Err(Misuse("a bucket has no type: remove --type".to_owned())) };
    match uri.repo.kind() {
        own if own == kind => Ok(place.clone()),
        RepoKind::Model => {
            let repo = RepoId::new(kind, uri.repo.id()).map_err(|error| Misuse(error.to_string()))?;
            Ok(HfUri::Repo(RepoUri { repo, ..uri.clone() }))
        }
        own => Err(Misuse(format!("the address names a {own}: remove --type"))),
    }
}

/// A place at the revision that was typed apart from it.
///
/// # Errors
/// It says another one itself, or has none.
pub fn at_revision(place: &HfUri, typed: &RevisionArg) -> Result<HfUri, Misuse> {
    let Some(revision) = &typed.revision else { return Ok(place.clone()) };
    match place {
        HfUri::Bucket(_) => Err(Misuse("a bucket has no revisions: remove --revision".to_owned())),
        HfUri::Repo(uri) if uri.revision.as_ref().is_some_and(|own| own != revision) => {
            Err(Misuse("the address includes another revision: remove --revision".to_owned()))
        }
        HfUri::Repo(uri) => Ok(HfUri::Repo(RepoUri { revision: Some(revision.clone()), ..uri.clone() })),
    }
}

impl Address {
    /// Whether it was written with a slash at the end.
    pub fn is_folder(&self) -> bool {
        match &self.0 {
            HfUri::Repo(uri) => uri.is_folder,
            HfUri::Bucket(uri) => uri.is_folder,
        }
    }

    /// The path in the repo or bucket; empty for all of it.
    pub fn path(&self) -> &str {
        match &self.0 {
            HfUri::Repo(uri) => &uri.path,
            HfUri::Bucket(uri) => &uri.path,
        }
    }
}

impl FromStr for Address {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(uri) = of_page(text)? {
            return Ok(Self(uri));
        }
        let address = if HfUri::is_meant_by(text) { text.to_owned() } else { format!("hf://{text}") };
        address.parse().map(Self)
    }
}

/// The place whose page this is the address of; `None` if it is the address of no page.
///
/// # Errors
/// No repo has such an id.
pub(super) fn of_page(text: &str) -> Result<Option<HfUri>, UriError> {
    if let Some(Page { kind, id, revision, path, is_folder }) = Page::parse(text) {
        return Ok(Some(HfUri::Repo(RepoUri { repo: RepoId::new(kind, &id)?, revision, path, is_folder })));
    }
    match text.parse() {
        Ok(BucketArgument(uri)) if text.starts_with("https://") => Ok(Some(HfUri::Bucket(uri))),
        _ => Ok(None),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            HfUri::Repo(uri) => uri.fmt(formatter),
            HfUri::Bucket(uri) => uri.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, of_type};
    use crate::ids::repo::RepoKind;

    #[test]
    fn a_type_is_for_addresses_that_name_none() {
        let typed = |text: &str, kind| {
            of_type(&text.parse::<Address>().unwrap().0, Some(kind)).map(|place| Address(place).to_string()).ok()
        };
        assert_eq!(typed("ada/d/a", RepoKind::Dataset).as_deref(), Some("hf://datasets/ada/d/a"));
        assert_eq!(typed("datasets/ada/d/a", RepoKind::Dataset).as_deref(), Some("hf://datasets/ada/d/a"));
        assert_eq!(typed("datasets/ada/d/a", RepoKind::Space), None);
        assert_eq!(typed("buckets/ada/b", RepoKind::Model), None);
    }

    #[test]
    fn the_scheme_may_be_left_out() {
        for (text, written) in [
            ("ada/tiny/a", "hf://models/ada/tiny/a"),
            ("datasets/ada/d@v1/a/", "hf://datasets/ada/d@v1/a/"),
            ("hf://buckets/ada/b", "hf://buckets/ada/b"),
            ("buckets/ada/b/c", "hf://buckets/ada/b/c"),
            ("https://huggingface.co/buckets/ada/b/tree/c", "hf://buckets/ada/b/c/"),
            ("https://huggingface.co/ada/tiny/blob/main/a", "hf://models/ada/tiny@main/a"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), written);
        }
        for text in ["gpt2", "", "./local", "https://example.org/a/b"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
