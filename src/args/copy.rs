//! The two sides of a copy: paths of this machine, standard input and output, and places on the Hub.

use std::path::PathBuf;

use super::misuse::Misuse;
use crate::ids::page::Page;
use crate::ids::repo::{RepoId, RepoIdError};
use crate::ids::uri::{HfUri, RepoUri, UriError};

/// What is copied, and where to.
#[derive(Debug, Clone, clap::Args)]
pub struct CopyArgs {
    /// File of this machine, hf:// address of a file or folder, or - for standard input
    src: String,
    /// File or folder of this machine, hf:// address, or - for standard output; defaults to the current folder
    dst: Option<String>,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// Standard input or output.
    Stream,
    Local(PathBuf),
    Remote(RepoUri),
}

/// A copy that makes sense. The texts are as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copy {
    Download { src: RepoUri, dst: Side },
    Upload { src: Side, dst: RepoUri },
    OnHub { src: RepoUri, dst: RepoUri },
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
    #[error("{source}")]
    Id {
        #[from]
        source: RepoIdError,
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
    /// One side must be on the Hub and be no bucket; a file must have a name there.
    pub fn resolve(&self) -> Result<Copy, CopyError> {
        let misuse = |text: &str| Err(Misuse(text.to_owned()).into());
        let src = side(&self.src)?;
        let dst = self.dst.as_deref().map(side).transpose()?;
        match (src, dst) {
            (Side::Remote(src), Some(Side::Remote(dst))) => Ok(Copy::OnHub { src, dst }),
            (Side::Remote(src), _) if src.is_folder || src.path.is_empty() => {
                misuse("a folder cannot be copied to this machine: use `hf download`")
            }
            (Side::Remote(src), dst) => Ok(Copy::Download { src, dst: dst.unwrap_or(Side::Local(".".into())) }),
            (Side::Stream, Some(Side::Remote(dst))) if dst.is_folder || dst.path.is_empty() => {
                misuse("standard input needs the name of a file in the address")
            }
            (Side::Local(path), Some(Side::Remote(_))) if path.is_dir() => {
                misuse("a folder of this machine cannot be copied: use `hf upload`")
            }
            (src, Some(Side::Remote(dst))) => Ok(Copy::Upload { src, dst }),
            _ => misuse("one of the two sides must be an hf:// address"),
        }
    }
}

fn side(text: &str) -> Result<Side, CopyError> {
    if text == "-" {
        return Ok(Side::Stream);
    }
    if let Some(Page { kind, id, revision, path, is_folder }) = Page::parse(text) {
        return Ok(Side::Remote(RepoUri { repo: RepoId::new(kind, &id)?, revision, path, is_folder }));
    }
    if !HfUri::is_meant_by(text) {
        return Ok(Side::Local(text.into()));
    }
    match text.parse()? {
        HfUri::Repo(uri) => Ok(Side::Remote(uri)),
        HfUri::Bucket(_) => Err(Misuse("buckets are not supported by this command".to_owned()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Copy, CopyArgs, Side};

    fn copy(src: &str, dst: Option<&str>) -> Option<Copy> {
        CopyArgs { src: src.to_owned(), dst: dst.map(str::to_owned) }.resolve().ok()
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
    fn what_makes_no_sense_is_refused() {
        for (src, dst) in [
            ("a", Some("b")),
            ("a", None),
            ("-", Some("-")),
            ("-", Some("hf://a/b")),
            (".", Some("hf://a/b/c")),
            ("hf://a/b/c/", Some("d")),
            ("hf://a/b", None),
            ("hf://buckets/a/b/c", Some("-")),
            ("hf://model/a/b", Some("-")),
        ] {
            assert_eq!(copy(src, dst), None, "{src} {dst:?}");
        }
    }
}
