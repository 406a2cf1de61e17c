//! One change as it is typed: two places with a colon between them, as `docker` and `scp` have them.

use std::path::PathBuf;
use std::str::FromStr;

use crate::args::misuse::Misuse;
use crate::ids::revision::Revision;
use crate::ids::uri::HfUri;
use crate::transfer::upload::changes::{Change, CopySource, NewContent};

/// `LOCAL[:PATH]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddWord {
    /// A file of this machine, or `-`.
    pub local: PathBuf,
    /// Its path in the repo.
    pub path: String,
}

/// `SRC[@REVISION]:DST`, where SRC may be an `hf://` address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyWord {
    from: CopySource,
    path: String,
}

impl AddWord {
    /// Whether standard input is meant.
    pub fn is_input(&self) -> bool {
        self.local.as_os_str() == "-"
    }

    pub(super) fn change(&self) -> Change {
        Change::Add { path: self.path.clone(), content: NewContent::File(self.local.clone()) }
    }
}

impl FromStr for AddWord {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (local, path) = match pair(text) {
            Some((local, path)) => (local, path.to_owned()),
            None if text == "-" => return Err("standard input needs a path in the repo: -:PATH"),
            None => (text, name(text).to_owned()),
        };
        if local.is_empty() || path.is_empty() || local.starts_with("--") {
            return Err("expected LOCAL:PATH");
        }
        let path = if path.ends_with('/') { path + name(local) } else { path };
        Ok(Self { local: local.into(), path })
    }
}

impl CopyWord {
    pub(super) fn change(&self) -> Change {
        Change::Copy { path: self.path.clone(), from: self.from.clone() }
    }

    /// A copy and a deletion.
    ///
    /// # Errors
    /// What is moved is not of this repo and revision.
    pub(super) fn moved(&self) -> Result<[Change; 2], Misuse> {
        if self.from.repo.is_some() || self.from.revision.is_some() {
            return Err(Misuse("only what is in the repo and on the branch can be moved: use --copy".to_owned()));
        }
        Ok([self.change(), Change::Delete { path: self.from.path.clone() }])
    }
}

impl FromStr for CopyWord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (source, path) = pair(text).ok_or("expected SRC:DST")?;
        let from = source_of(source)?;
        if path.is_empty() || (from.path.is_empty() && from.repo.is_none()) {
            return Err("expected SRC:DST".to_owned());
        }
        let is_into = path.ends_with('/') && !from.path.is_empty() && !from.path.ends_with('/');
        let path = if is_into { format!("{path}{}", name(&from.path)) } else { path.to_owned() };
        Ok(Self { from, path })
    }
}

/// An `hf://` address, or a path with a revision behind its last `@`.
fn source_of(text: &str) -> Result<CopySource, String> {
    if HfUri::is_meant_by(text) {
        let uri = match text.parse::<HfUri>().map_err(|error| error.to_string())? {
            HfUri::Repo(uri) => uri,
            HfUri::Bucket(_) => return Err("files of a bucket cannot be copied to a repo".to_owned()),
        };
        let slash = if uri.is_folder && !uri.path.is_empty() { "/" } else { "" };
        return Ok(CopySource { repo: Some(uri.repo), revision: uri.revision, path: uri.path + slash });
    }
    match text.rsplit_once('@') {
        None => Ok(CopySource { repo: None, revision: None, path: text.to_owned() }),
        Some((path, revision)) => {
            let revision = revision.parse::<Revision>().map_err(|error| error.to_string())?;
            Ok(CopySource { repo: None, revision: Some(revision), path: path.to_owned() })
        }
    }
}

/// The two places. The last colon divides them, unless it belongs to a drive or to the scheme of an address.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (first, second) = text.rsplit_once(':')?;
    let is_drive = first.len() == 1 && second.starts_with(['/', '\\']);
    let is_scheme = second.starts_with("//");
    (!is_drive && !is_scheme).then_some((first, second))
}

/// The last part of a path.
fn name(path: &str) -> &str {
    path.rsplit(['/', std::path::MAIN_SEPARATOR]).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{AddWord, CopyWord};

    fn add(text: &str) -> Option<(String, String)> {
        let word: AddWord = text.parse().ok()?;
        Some((word.local.to_str()?.to_owned(), word.path))
    }

    fn copy(text: &str) -> Option<(Option<String>, Option<String>, String, String)> {
        let CopyWord { from, path } = text.parse().ok()?;
        Some((from.repo.map(|repo| repo.url_path()), from.revision.map(|it| it.to_string()), from.path, path))
    }

    #[test]
    fn the_last_colon_divides() {
        for (text, local, path) in [
            ("a.txt", "a.txt", "a.txt"),
            ("d/a.txt", "d/a.txt", "a.txt"),
            ("d/a.txt:b/c", "d/a.txt", "b/c"),
            ("d/a.txt:b/", "d/a.txt", "b/a.txt"),
            ("year=2024/a:b:c", "year=2024/a:b", "c"),
            ("-:a", "-", "a"),
            ("C:/a", "C:/a", "a"),
            ("C:/a:b", "C:/a", "b"),
        ] {
            assert_eq!(add(text), Some((local.to_owned(), path.to_owned())), "{text}");
        }
        for text in ["-", ":a", "a:", ""] {
            assert_eq!(add(text), None, "{text}");
        }
    }

    #[test]
    fn a_source_may_name_a_revision_or_another_repo() {
        for (text, repo, revision, source, path) in [
            ("a:b", None, None, "a", "b"),
            ("a:d/", None, None, "a", "d/a"),
            ("a/:d/", None, None, "a/", "d/"),
            ("a@v1.0:b", None, Some("v1.0"), "a", "b"),
            ("hf://datasets/x/y@v1/d/f:g", Some("datasets/x/y"), Some("v1"), "d/f", "g"),
            ("hf://x/y/d/:d", Some("x/y"), None, "d/", "d"),
            ("hf://x/y:all", Some("x/y"), None, "", "all"),
        ] {
            let expected = (repo.map(str::to_owned), revision.map(str::to_owned), source.to_owned(), path.to_owned());
            assert_eq!(copy(text), Some(expected), "{text}");
        }
        for text in ["a", ":b", "a:", "hf://x/y/z", "hf://buckets/x/y/z:a", "a@:b"] {
            assert_eq!(copy(text), None, "{text}");
        }
    }
}
