//! Places on the Hub written as `hf://[models/|datasets/|spaces/|kernels/|buckets/]namespace/name[@revision][/path]`.
//! Addresses of web pages are read by `page`.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use super::bucket::{BucketId, BucketIdError};
use super::repo::{RepoId, RepoIdError, RepoKind};
use super::revision::{EmptyRevision, Revision};
use crate::base::url::url_segment;

const SCHEME: &str = "hf://";
const BUCKET: &str = "bucket";
const BUCKETS: &str = "buckets";

/// A place in a repo or in a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HfUri {
    /// A repo, or a file or folder in it.
    Repo(RepoUri),
    /// A bucket, or a file or folder in it.
    Bucket(BucketUri),
}

/// A place in a repo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepoUri {
    /// The repo; its id always has a namespace.
    pub repo: RepoId,
    /// What stands behind the `@`, decoded.
    pub revision: Option<Revision>,
    /// The path in the repo without slashes around it; empty for the repo itself.
    pub path: String,
    /// Whether it was written with a slash at the end, which means that the path is a folder.
    pub is_folder: bool,
}

/// A place in a bucket. Buckets have no revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketUri {
    /// The bucket.
    pub bucket: BucketId,
    /// The path in the bucket without slashes around it; empty for the bucket itself.
    pub path: String,
    /// Whether it was written with a slash at the end, which means that the path is a folder.
    pub is_folder: bool,
}

/// Why a text is no `hf://` address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UriError {
    /// Does not begin with `hf://`.
    #[error("'{0}' does not begin with hf://")]
    OtherScheme(String),
    /// No repo or bucket is named.
    #[error("'{0}' names no repo: expected hf://namespace/name, or hf://datasets/namespace/name")]
    NoId(String),
    /// `hf://dataset/...` for `hf://datasets/...`.
    #[error("'{got}/' is not a type of hf:// addresses: write '{got}s/'")]
    Singular {
        /// The word as it was written.
        got: String,
    },
    /// A name without a namespace.
    #[error("'{0}' has no namespace: hf:// addresses need 'namespace/name'")]
    NoNamespace(String),
    /// Nothing between `@` and the path.
    #[error("'{0}' has an '@' with no revision behind it")]
    NoRevision(String),
    /// A bucket with an `@`.
    #[error("'{0}' names a revision, which buckets do not have")]
    BucketRevision(String),
    /// Two slashes in a row.
    #[error("the path '{0}' has an empty part")]
    EmptySegment(String),
    /// The id breaks the rules for repos.
    #[error(transparent)]
    Id(#[from] RepoIdError),
    /// The id breaks the rules for buckets.
    #[error(transparent)]
    Bucket(#[from] BucketIdError),
}

impl fmt::Display for RepoUri {
    /// The address with its type spelled out, as the Python client writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{SCHEME}{}/{}", self.repo.kind().plural(), self.repo)?;
        if let Some(revision) = &self.revision {
            write!(formatter, "@{}", url_segment(revision.as_str()))?;
        }
        match (self.path.as_str(), self.is_folder) {
            ("", _) => Ok(()),
            (path, false) => write!(formatter, "/{path}"),
            (path, true) => write!(formatter, "/{path}/"),
        }
    }
}

impl HfUri {
    /// Whether the text means to be such an address, well written or not.
    pub fn is_meant_by(text: &str) -> bool {
        text.starts_with(SCHEME)
    }
}

impl FromStr for HfUri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let body = text.strip_prefix(SCHEME).ok_or_else(|| UriError::OtherScheme(text.to_owned()))?;
        let (first, rest) = body.split_once('/').map_or((body, None), |(first, rest)| (first, Some(rest)));
        if first == BUCKET || RepoKind::from_singular(first).is_some() {
            return Err(UriError::Singular { got: first.to_owned() });
        }
        match (RepoKind::from_plural(first), rest) {
            (Some(kind), Some(rest)) => repo(kind, rest, text).map(Self::Repo),
            (None, Some(rest)) if first == BUCKETS => bucket(rest).map(Self::Bucket),
            (None, _) if first != BUCKETS => repo(RepoKind::Model, body, text).map(Self::Repo),
            _ => Err(UriError::NoId(text.to_owned())),
        }
    }
}

fn bucket(location: &str) -> Result<BucketUri, UriError> {
    let is_folder = location.ends_with('/');
    let (id, path) = split_id(location.trim_matches('/'))?;
    if id.contains('@') {
        return Err(UriError::BucketRevision(id.to_owned()));
    }
    let Some((namespace, name)) =
        id.split_once('/').filter(|(namespace, name)| !namespace.is_empty() && !name.is_empty())
    else {
        return Err(UriError::NoNamespace(location.to_owned()));
    };
    Ok(BucketUri { bucket: BucketId::new(namespace, name)?, path: checked(path)?, is_folder })
}

impl BucketUri {
    /// Reads `namespace/name[/path]`: the part of an address that follows `hf://buckets/`.
    ///
    /// # Errors
    /// [`UriError`]: it names no bucket, or the path has an empty part.
    pub fn of_location(location: &str) -> Result<Self, UriError> {
        bucket(location)
    }

    /// Whether no path is named, but the bucket as a whole.
    pub fn is_whole(&self) -> bool {
        self.path.is_empty()
    }
}

impl fmt::Display for BucketUri {
    /// The address as the Python client writes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{SCHEME}{BUCKETS}/{}", self.bucket)?;
        match (self.path.as_str(), self.is_folder) {
            ("", _) => Ok(()),
            (path, false) => write!(formatter, "/{path}"),
            (path, true) => write!(formatter, "/{path}/"),
        }
    }
}

fn repo(kind: RepoKind, location: &str, text: &str) -> Result<RepoUri, UriError> {
    let is_folder = location.ends_with('/');
    let location = location.trim_matches('/');
    // An `@` further back belongs to the name of a file.
    let marked = location.split_once('@').filter(|(id, _)| id.matches('/').count() <= 1);
    let (id, revision, path) = match marked {
        None if location.is_empty() => return Err(UriError::NoId(text.to_owned())),
        None => {
            let (id, path) = split_id(location)?;
            (id, None, path)
        }
        Some(("", _)) => return Err(UriError::NoId(text.to_owned())),
        Some((id, _)) if !id.contains('/') => return Err(UriError::NoNamespace(id.to_owned())),
        Some((id, rest)) => {
            let (revision, path) = split_revision(rest);
            let decoded = percent_decode_str(revision).decode_utf8_lossy();
            let revision = decoded.parse().map_err(|_: EmptyRevision| UriError::NoRevision(text.to_owned()))?;
            (id, Some(revision), path)
        }
    };
    Ok(RepoUri { repo: RepoId::new(kind, id)?, revision, path: checked(path)?, is_folder })
}

/// Cuts behind `namespace/name`.
fn split_id(location: &str) -> Result<(&str, &str), UriError> {
    let mut slashes = location.match_indices('/').map(|(at, _)| at);
    if slashes.next().is_none() {
        return Err(UriError::NoNamespace(location.to_owned()));
    }
    Ok(match slashes.next() {
        Some(second) => (&location[..second], &location[second + 1..]),
        None => (location, ""),
    })
}

/// Cuts what stands behind the `@` at its first slash, but keeps the slashes of `refs/pr/<number>` and of
/// `refs/convert/<name>`. As in the Python client, a number ends with its last digit, slash or not.
pub(super) fn split_revision(text: &str) -> (&str, &str) {
    let special = special_length(text, "refs/convert/", |c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
        .or_else(|| special_length(text, "refs/pr/", |c| c.is_ascii_digit()));
    match special {
        Some(length) => {
            let (revision, rest) = text.split_at(length);
            (revision, rest.strip_prefix('/').unwrap_or(rest))
        }
        None => text.split_once('/').unwrap_or((text, "")),
    }
}

fn special_length(text: &str, prefix: &str, belongs: impl Fn(char) -> bool) -> Option<usize> {
    let rest = text.strip_prefix(prefix)?;
    let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    (length > 0).then_some(prefix.len() + length)
}

fn checked(path: &str) -> Result<String, UriError> {
    if path.starts_with('/') || path.contains("//") {
        return Err(UriError::EmptySegment(path.to_owned()));
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{HfUri, UriError};
    use crate::base::fuzz::{Edit, edited};
    use crate::ids::repo::RepoIdError;

    /// Address, kind, id, revision and path as the Python client reads them.
    const READ: &[(&str, &str, &str, Option<&str>, &str)] = &[
        ("hf://a/b", "model", "a/b", None, ""),
        ("hf://models/a/b", "model", "a/b", None, ""),
        ("hf://datasets/a/b", "dataset", "a/b", None, ""),
        ("hf://spaces/a/b", "space", "a/b", None, ""),
        ("hf://kernels/a/b", "kernel", "a/b", None, ""),
        ("hf://buckets/a/b", "bucket", "a/b", None, ""),
        ("hf://buckets/a/b/c/d", "bucket", "a/b", None, "c/d"),
        ("hf://buckets/a/b/", "bucket", "a/b", None, ""),
        ("hf://buckets/a/b/c/", "bucket", "a/b", None, "c"),
        ("hf://buckets/a/b/c@v", "bucket", "a/b", None, "c@v"),
        ("hf://a/b@main", "model", "a/b", Some("main"), ""),
        ("hf://a/b@main/", "model", "a/b", Some("main"), ""),
        ("hf://a/b@main/x/y", "model", "a/b", Some("main"), "x/y"),
        ("hf://a/b@refs/pr/3", "model", "a/b", Some("refs/pr/3"), ""),
        ("hf://a/b@refs/pr/3/x", "model", "a/b", Some("refs/pr/3"), "x"),
        ("hf://a/b@refs/pr/3abc/x", "model", "a/b", Some("refs/pr/3"), "abc/x"),
        ("hf://a/b@refs/pr/x", "model", "a/b", Some("refs"), "pr/x"),
        ("hf://a/b@refs/convert/parquet/x.parquet", "model", "a/b", Some("refs/convert/parquet"), "x.parquet"),
        ("hf://a/b@refs/convert/parquet-v2", "model", "a/b", Some("refs/convert/parquet-v2"), ""),
        ("hf://a/b@feature%2Fx/file", "model", "a/b", Some("feature/x"), "file"),
        ("hf://a/b@%2F", "model", "a/b", Some("/"), ""),
        ("hf://a/b/file@1.txt", "model", "a/b", None, "file@1.txt"),
        ("hf://a/b/c/d", "model", "a/b", None, "c/d"),
        ("hf://a/b/c/d/", "model", "a/b", None, "c/d"),
        ("hf:///a/b", "model", "a/b", None, ""),
        ("hf://datasets/a/b/c@d", "dataset", "a/b", None, "c@d"),
        ("hf://datasets/a/b@v1/train.csv", "dataset", "a/b", Some("v1"), "train.csv"),
        ("hf://models/datasets/x", "model", "datasets/x", None, ""),
        ("hf://a/b@v@w/x", "model", "a/b", Some("v@w"), "x"),
        ("hf://a/b@sp%20ace/x%20y", "model", "a/b", Some("sp ace"), "x%20y"),
        ("hf://a/b@%zz", "model", "a/b", Some("%zz"), ""),
    ];

    /// What the Python client refuses.
    const REFUSED: &[&str] = &[
        "hf://buckets/a",
        "hf://buckets",
        "hf://buckets/",
        "hf://buckets/a/b@v",
        "hf://buckets/a/b//c",
        "hf://",
        "hf:",
        "a/b",
        "hf://gpt2",
        "hf://datasets",
        "hf://datasets/",
        "hf://dataset",
        "hf://dataset/a/b",
        "hf://model/a/b",
        "hf://bucket/a/b",
        "hf://a/b@",
        "hf://a/b@/x",
        "hf://a/b//c",
        "hf://a//b",
        "hf://@v",
        "hf://a@v",
        "hf://a@v/b",
        "hf://a/b@v//x",
        "hf://a/b--c",
        "hf://a/b.git",
        "hf://datasets/a",
        "hf://a/b/c//d",
        "HF://a/b",
        "hf://a/b ",
    ];

    fn parts(uri: HfUri) -> (String, String, Option<String>, String) {
        match uri {
            HfUri::Repo(uri) => {
                let revision = uri.revision.map(|revision| revision.to_string());
                (uri.repo.kind().to_string(), uri.repo.id().to_owned(), revision, uri.path)
            }
            HfUri::Bucket(uri) => ("bucket".to_owned(), uri.bucket.to_string(), None, uri.path),
        }
    }

    #[test]
    fn addresses_are_read_as_python_reads_them() {
        for (text, kind, id, revision, path) in READ {
            let expected = ((*kind).to_owned(), (*id).to_owned(), revision.map(ToOwned::to_owned), (*path).to_owned());
            assert_eq!(text.parse().map(parts), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_python_refuses_is_refused() {
        for text in REFUSED {
            assert!(text.parse::<HfUri>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_reason_is_told() {
        let id = RepoIdError::Doubled("a/b--c".into());
        for (text, reason) in [
            ("a/b", UriError::OtherScheme("a/b".into())),
            ("hf://", UriError::NoId("hf://".into())),
            ("hf://datasets", UriError::NoId("hf://datasets".into())),
            ("hf://dataset/a/b", UriError::Singular { got: "dataset".into() }),
            ("hf://gpt2", UriError::NoNamespace("gpt2".into())),
            ("hf://a/b@/x", UriError::NoRevision("hf://a/b@/x".into())),
            ("hf://buckets/a/b@v", UriError::BucketRevision("a/b@v".into())),
            ("hf://a/b//c", UriError::EmptySegment("/c".into())),
            ("hf://a/b--c", UriError::Id(id)),
        ] {
            assert_eq!(text.parse::<HfUri>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn a_slash_at_the_end_means_a_folder() {
        for (text, expected) in
            [("hf://a/b/c/", true), ("hf://a/b/c", false), ("hf://a/b/", true), ("hf://buckets/a/b/c/", true)]
        {
            let is_folder = match text.parse().unwrap() {
                HfUri::Repo(uri) => uri.is_folder,
                HfUri::Bucket(uri) => uri.is_folder,
            };
            assert_eq!(is_folder, expected, "{text}");
        }
    }

    #[test]
    fn any_address_names_something_or_is_refused() {
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            let text = edited(b"hf://datasets/ada/b@refs/pr/1/c d/e.txt", edits);
            let Ok(uri) = String::from_utf8_lossy(&text).parse::<HfUri>() else { return };
            let (_, id, _, path) = parts(uri);
            assert!(!id.is_empty() && !path.starts_with('/') && !path.contains("//"), "{id} {path}");
        });
    }

    #[test]
    fn an_address_is_written_with_its_type() {
        for (typed, written) in [
            ("hf://a/b/c", "hf://models/a/b/c"),
            ("hf://datasets/a/b@refs/pr/1/c/", "hf://datasets/a/b@refs%2Fpr%2F1/c/"),
            ("hf://spaces/a/b/", "hf://spaces/a/b"),
        ] {
            let Ok(HfUri::Repo(uri)) = typed.parse() else { panic!("{typed}") };
            assert_eq!(uri.to_string(), written);
        }
    }
}
