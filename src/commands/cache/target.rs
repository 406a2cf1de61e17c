//! What `hf cache rm` is told to remove, read before the cache is.

use std::str::FromStr;

use crate::ids::argument::RepoArgument;
use crate::ids::repo::RepoKind;
use crate::ids::revision::is_commit_hash;
use crate::ids::uri::{HfUri, RepoUri, UriError};

/// One target, with the words that named it.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) typed: String,
    pub(super) meant: Meant,
}

#[derive(Debug, Clone)]
pub(super) enum Meant {
    Commit,
    /// By the id that the cache knows it by.
    Repo(String),
    File(RepoUri),
}

/// Why an `hf://` address is not a target. The command line repeats the address itself.
#[derive(Debug, thiserror::Error)]
pub(super) enum TargetError {
    #[error(transparent)]
    Uri(#[from] UriError),
    #[error("buckets are not cached")]
    Bucket,
    #[error("an address with a revision is not supported: {instead}")]
    Revision { instead: &'static str },
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let typed = text.trim();
        let meant = if HfUri::is_meant_by(typed) { at(typed.parse()?)? } else { named(typed) };
        Ok(Self { typed: typed.to_owned(), meant })
    }
}

fn named(typed: &str) -> Meant {
    // The scan finds a commit in either case.
    if is_commit_hash(&typed.to_ascii_lowercase()) { Meant::Commit } else { Meant::Repo(cache_id(typed)) }
}

/// `model/ada/tiny` is the cache's own word; what a download takes (`ada/tiny`, `datasets/ada/rows`, the address of a
/// page) means the same repo.
fn cache_id(typed: &str) -> String {
    let first = typed.split_once('/').map(|(kind, _)| kind.to_ascii_lowercase());
    let is_own_word = first.is_some_and(|first| RepoKind::from_singular(&first).is_some());
    let Ok(argument) = typed.parse::<RepoArgument>();
    match argument.resolve(None) {
        Ok(repo) if !is_own_word => format!("{}/{repo}", repo.kind()),
        _ => typed.to_owned(),
    }
}

fn at(uri: HfUri) -> Result<Meant, TargetError> {
    let HfUri::Repo(uri) = uri else { return Err(TargetError::Bucket) };
    match (&uri.revision, uri.path.is_empty()) {
        (Some(_), true) => Err(TargetError::Revision { instead: "use the commit hash" }),
        (Some(_), false) => Err(TargetError::Revision { instead: "leave out the '@' part" }),
        (None, true) => Ok(Meant::Repo(format!("{}/{}", uri.repo.kind(), uri.repo))),
        (None, false) => Ok(Meant::File(uri)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Meant, Target};

    fn target(text: &str) -> Result<Target, String> {
        text.parse().map_err(|error: super::TargetError| error.to_string())
    }

    #[test]
    fn a_hash_in_any_case_is_a_commit_and_anything_else_a_repo() {
        let hash = "0123456789abcdef0123456789abcdef01234567";
        for text in [hash, &hash.to_uppercase()] {
            assert!(matches!(target(text).unwrap().meant, Meant::Commit), "{text}");
        }
        for (text, wanted) in [
            ("model/ada/tiny", "model/ada/tiny"),
            ("Dataset/ada/rows", "Dataset/ada/rows"),
            ("ada/tiny", "model/ada/tiny"),
            ("gpt2", "model/gpt2"),
            ("datasets/ada/rows", "dataset/ada/rows"),
            ("https://huggingface.co/spaces/ada/app/tree/main", "space/ada/app"),
            ("no repo at all", "no repo at all"),
        ] {
            assert!(matches!(target(text).unwrap().meant, Meant::Repo(id) if id == wanted), "{text}");
        }
    }

    #[test]
    fn an_address_names_a_repo_or_a_file() {
        let Meant::Repo(id) = target("hf://datasets/ada/rows").unwrap().meant else { panic!("no repo") };
        assert_eq!(id, "dataset/ada/rows");
        let Meant::File(uri) = target(" hf://ada/tiny/a/b.txt ").unwrap().meant else { panic!("no file") };
        assert_eq!((uri.repo.id(), uri.path.as_str()), ("ada/tiny", "a/b.txt"));
    }

    #[test]
    fn buckets_and_revisions_are_refused() {
        for (text, why) in [
            ("hf://buckets/ada/b", "buckets"),
            ("hf://ada/tiny@main", "use the commit hash"),
            ("hf://ada/tiny@main/a.txt", "leave out the '@' part"),
            ("hf://tiny", "namespace"),
        ] {
            assert!(target(text).unwrap_err().contains(why), "{text}");
        }
    }
}
