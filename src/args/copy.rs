//! The two sides of a copy: paths of this machine, standard input and output, and places on the Hub.

use std::path::PathBuf;
use std::str::FromStr;

use super::address::of_page;
use super::misuse::Misuse;
use crate::ids::uri::{BucketUri, HfUri, RepoUri, UriError};

/// What is copied, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct CopyArgs {
    /// File of this machine, hf:// address of a file or folder, or - for standard input
    #[arg(value_hint = clap::ValueHint::AnyPath)]
    src: String,
    /// File or folder of this machine, hf:// address, or - for standard output; defaults to the current folder
    #[arg(value_hint = clap::ValueHint::AnyPath)]
    dst: Option<String>,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Standard input or output.
    Stream,
    Local(PathBuf),
    Remote(HfUri),
}

/// What the place on the Hub must be in: the destination, or else the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Any,
    Repo,
    Bucket,
}

/// A copy that makes sense. The texts are as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copy {
    Download { src: RepoUri, dst: Side },
    Upload { src: Side, dst: RepoUri },
    OnHub { src: RepoUri, dst: RepoUri },
    FromBucket { src: BucketUri, dst: Side },
    ToBucket { src: Side, dst: BucketUri },
    IntoBucket { src: HfUri, dst: BucketUri },
}

/// Why the words are no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("{source}")]
    Misuse {
        #[from]
        source: Misuse,
    },
    #[error("{source}")]
    Uri {
        #[from]
        source: UriError,
    },
}

impl CopyArgs {
    /// As it was typed.
    pub fn src(&self) -> &str {
        &self.src
    }

    /// As it was typed, if it was.
    pub fn dst(&self) -> Option<&str> {
        self.dst.as_deref()
    }

    /// The copy that the words mean.
    ///
    /// # Errors
    /// One side must be on the Hub, and in what is expected; a file must have a name there.
    pub fn resolve(&self, expected: Holder) -> Result<Copy, CopyError> {
        let src = self.src.parse()?;
        let dst = self.dst.as_deref().map(Side::from_str).transpose()?;
        if let Some(Side::Remote(remote)) = dst.iter().chain([&src]).find(|side| matches!(side, Side::Remote(_))) {
            check(remote, expected)?;
        }
        match (src, dst) {
            (Side::Remote(src), Some(Side::Remote(dst))) => on_hub(src, dst),
            (Side::Remote(src), dst) => from_hub(src, dst.unwrap_or(Side::Local(".".into()))),
            (src, Some(Side::Remote(dst))) => to_hub(src, dst),
            _ => misuse("one of the two sides must be an hf:// address"),
        }
    }
}

fn check(remote: &HfUri, expected: Holder) -> Result<(), CopyError> {
    match (remote, expected) {
        (HfUri::Bucket(_), Holder::Repo) => misuse("expected a repo: copy files of buckets with `hf buckets cp`"),
        (HfUri::Repo(_), Holder::Bucket) => misuse("expected a bucket: copy files of repos with `hf repos cp`"),
        _ => Ok(()),
    }
}

/// Whether no file is named.
fn is_folder(remote: &HfUri) -> bool {
    let (HfUri::Repo(RepoUri { path, is_folder, .. }) | HfUri::Bucket(BucketUri { path, is_folder, .. })) = remote;
    *is_folder || path.is_empty()
}

fn on_hub(src: HfUri, dst: HfUri) -> Result<Copy, CopyError> {
    match (src, dst) {
        (HfUri::Repo(src), HfUri::Repo(dst)) => Ok(Copy::OnHub { src, dst }),
        (src, HfUri::Bucket(dst)) => Ok(Copy::IntoBucket { src, dst }),
        (HfUri::Bucket(_), HfUri::Repo(_)) => {
            misuse("files of a bucket cannot be copied to a repo on the Hub: copy them to this machine first")
        }
    }
}

fn from_hub(src: HfUri, dst: Side) -> Result<Copy, CopyError> {
    match src {
        src if is_folder(&src) => match src {
            HfUri::Repo(_) => misuse("a folder cannot be copied to this machine: use `hf download`"),
            HfUri::Bucket(_) => misuse("a folder cannot be copied to this machine: use `hf sync`"),
        },
        HfUri::Repo(src) => Ok(Copy::Download { src, dst }),
        HfUri::Bucket(src) => Ok(Copy::FromBucket { src, dst }),
    }
}

fn to_hub(src: Side, dst: HfUri) -> Result<Copy, CopyError> {
    match (src, dst) {
        (Side::Stream, dst) if is_folder(&dst) => misuse("standard input needs the name of a file in the address"),
        (Side::Local(path), HfUri::Repo(_)) if path.is_dir() => {
            misuse("a folder of this machine cannot be copied: use `hf upload`")
        }
        (Side::Local(path), HfUri::Bucket(_)) if path.is_dir() => {
            misuse("a folder of this machine cannot be copied: use `hf sync`")
        }
        (src, HfUri::Repo(dst)) => Ok(Copy::Upload { src, dst }),
        (src, HfUri::Bucket(dst)) => Ok(Copy::ToBucket { src, dst }),
    }
}

fn misuse<T>(text: &str) -> Result<T, CopyError> {
    Err(Misuse(text.to_owned()).into())
}

impl FromStr for Side {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "-" {
            return Ok(Self::Stream);
        }
        if let Some(uri) = of_page(text)? {
            return Ok(Self::Remote(uri));
        }
        Ok(if HfUri::is_meant_by(text) { Self::Remote(text.parse()?) } else { Self::Local(text.into()) })
    }
}

#[cfg(test)]
mod tests {
    use super::{Copy, CopyArgs, Holder, Side};

    fn copy(src: &str, dst: Option<&str>) -> Option<Copy> {
        CopyArgs { src: src.to_owned(), dst: dst.map(str::to_owned) }.resolve(Holder::Any).ok()
    }

    #[test]
    fn one_side_is_on_the_hub() {
        let Some(Copy::Download { src, dst }) = copy("hf://ada/tiny@v1/a/b.txt", None) else { panic!() };
        assert_eq!((src.path.as_str(), dst), ("a/b.txt", Side::Local(".".into())));
        assert!(matches!(copy("hf://a/b/c", Some("-")), Some(Copy::Download { dst: Side::Stream, .. })));
        assert!(matches!(copy("x.txt", Some("hf://a/b/c/")), Some(Copy::Upload { src: Side::Local(_), .. })));
        assert!(matches!(copy("-", Some("hf://a/b/c")), Some(Copy::Upload { src: Side::Stream, .. })));
        assert!(matches!(copy("hf://a/b/", Some("hf://datasets/c/d")), Some(Copy::OnHub { .. })));
        let page = "https://huggingface.co/ada/tiny/blob/main/a.txt";
        assert!(matches!(copy(page, Some("b.txt")), Some(Copy::Download { .. })));
    }

    #[test]
    fn a_bucket_may_be_either_side() {
        let place = "hf://buckets/a/b/c";
        assert!(matches!(copy(place, None), Some(Copy::FromBucket { .. })));
        assert!(matches!(copy("x.txt", Some(place)), Some(Copy::ToBucket { .. })));
        assert!(matches!(copy("-", Some(place)), Some(Copy::ToBucket { src: Side::Stream, .. })));
        for source in ["hf://a/b/", "hf://buckets/c/d", "https://huggingface.co/buckets/c/d/tree/e"] {
            assert!(matches!(copy(source, Some(place)), Some(Copy::IntoBucket { .. })), "{source}");
        }
        let args = CopyArgs { src: "hf://a/b/c".to_owned(), dst: Some(place.to_owned()) };
        assert!(args.resolve(Holder::Bucket).is_ok() && args.resolve(Holder::Repo).is_err());
        let args = CopyArgs { src: "hf://a/b/c".to_owned(), dst: Some("x".to_owned()) };
        assert!(args.resolve(Holder::Bucket).is_err() && args.resolve(Holder::Repo).is_ok());
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (src, dst) in [
            ("a", Some("b")),
            ("a", None),
            ("-", Some("-")),
            ("-", Some("hf://a/b")),
            (".", Some("hf://a/b/c")),
            ("hf://a/b/c/", Some("d")),
            ("hf://a/b", None),
            ("hf://buckets/a/b/", Some("-")),
            ("hf://buckets/a/b/c", Some("hf://a/b")),
            ("hf://model/a/b", Some("-")),
        ] {
            assert_eq!(copy(src, dst), None, "{src} {dst:?}");
        }
    }
}
