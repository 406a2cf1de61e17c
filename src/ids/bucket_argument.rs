//! A bucket as it is typed on a command line: `namespace/name`, the same behind `hf://buckets/`, or the address of its page,
//! each with a path or without.

use std::fmt;
use std::str::FromStr;

use super::bucket::BucketId;
use super::page::bucket_of_page;
use super::uri::{BucketUri, HfUri, UriError};

const SCHEME: &str = "hf://buckets/";

/// A bucket, or a file or folder in one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketArgument(pub BucketUri);

/// A bucket as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeBucket(pub BucketId);

/// The name of a bucket that is to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBucketName {
    /// `None` for the account itself.
    pub namespace: Option<String>,
    /// Without its namespace.
    pub name: String,
}

/// An account, or a place in a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamespaceOrBucket {
    /// A user or an organization.
    Namespace(String),
    /// A bucket, or a file or folder in one.
    Bucket(BucketUri),
}

/// Why a text names no bucket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BucketArgumentError {
    /// Another kind of address.
    #[error("'{0}' is not the address of a bucket: expected namespace/name, or hf://buckets/namespace/name")]
    NotABucket(String),
    /// Something in a bucket where the bucket itself is meant.
    #[error("expected a bucket, without the path '{0}'")]
    Path(String),
    /// No bucket has such a name.
    #[error(transparent)]
    Uri(#[from] UriError),
}

impl FromStr for BucketArgument {
    type Err = BucketArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((location, is_folder)) = bucket_of_page(text) {
            return Ok(Self(BucketUri { is_folder, ..BucketUri::of_location(&location)? }));
        }
        if let Some(location) = text.strip_prefix(SCHEME) {
            return Ok(Self(BucketUri::of_location(location)?));
        }
        if HfUri::is_meant_by(text) || text.contains("://") {
            return Err(BucketArgumentError::NotABucket(text.to_owned()));
        }
        Ok(Self(BucketUri::of_location(text)?))
    }
}

impl FromStr for WholeBucket {
    type Err = BucketArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let BucketArgument(uri) = text.parse()?;
        if uri.is_whole() { Ok(Self(uri.bucket)) } else { Err(BucketArgumentError::Path(uri.path)) }
    }
}

impl FromStr for NewBucketName {
    type Err = BucketArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.is_empty() && !text.contains('/') && BucketId::new("me", text).is_ok() {
            return Ok(Self { namespace: None, name: text.to_owned() });
        }
        let WholeBucket(bucket) = text.parse()?;
        Ok(Self { namespace: Some(bucket.namespace().to_owned()), name: bucket.name().to_owned() })
    }
}

impl fmt::Display for NewBucketName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(formatter, "{namespace}/{}", self.name),
            None => formatter.write_str(&self.name),
        }
    }
}

impl FromStr for NamespaceOrBucket {
    type Err = BucketArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix(SCHEME).unwrap_or(text);
        match rest.strip_suffix('/').unwrap_or(rest) {
            namespace if !namespace.is_empty() && !namespace.contains('/') => Ok(Self::Namespace(namespace.to_owned())),
            _ => text.parse().map(|BucketArgument(uri)| Self::Bucket(uri)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BucketArgument, BucketArgumentError, NamespaceOrBucket, WholeBucket};

    #[test]
    fn a_bucket_is_typed_in_three_ways() {
        for (text, written) in [
            ("ada/data", "hf://buckets/ada/data"),
            ("ada/data/", "hf://buckets/ada/data"),
            ("ada/data/a/b.txt", "hf://buckets/ada/data/a/b.txt"),
            ("ada/data/a/", "hf://buckets/ada/data/a/"),
            ("hf://buckets/ada/data/a b", "hf://buckets/ada/data/a b"),
            ("https://huggingface.co/buckets/ada/data", "hf://buckets/ada/data"),
            ("https://hf.co/buckets/ada/data/tree/a%20b?x=1", "hf://buckets/ada/data/a b/"),
            ("https://huggingface.co/buckets/ada/data/resolve/a/b.txt", "hf://buckets/ada/data/a/b.txt"),
        ] {
            let BucketArgument(uri) = text.parse().unwrap();
            assert_eq!(uri.to_string(), written, "{text}");
        }
    }

    #[test]
    fn what_is_no_bucket_is_refused() {
        for text in ["", "data", "/data", "ada//x", "ada/data//x", "ada/..", "hf://datasets/ada/data", "hf://ada/data"]
        {
            assert!(text.parse::<BucketArgument>().is_err(), "{text}");
        }
        let path = BucketArgumentError::Path("x".to_owned());
        assert_eq!("ada/data/x".parse::<WholeBucket>(), Err(path));
    }

    #[test]
    fn a_word_without_a_slash_is_an_account() {
        for text in ["ada", "ada/", "hf://buckets/ada", "hf://buckets/ada/"] {
            assert_eq!(text.parse(), Ok(NamespaceOrBucket::Namespace("ada".to_owned())), "{text}");
        }
        for text in ["ada/data", "hf://buckets/ada/data/", "https://huggingface.co/buckets/ada/data"] {
            assert!(matches!(text.parse(), Ok(NamespaceOrBucket::Bucket(_))), "{text}");
        }
    }
}
