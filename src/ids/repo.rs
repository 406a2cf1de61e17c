//! Repos: their kinds, their ids, and how both are typed. Whether a repo exists is the Hub's to say.

use std::fmt;
use std::str::FromStr;

/// What a repo holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum RepoKind {
    /// What a repo is when nothing else is said.
    #[default]
    Model,
    /// Data.
    Dataset,
    /// A running application.
    Space,
    /// Compute kernels.
    Kernel,
}

impl RepoKind {
    /// All kinds, in the order in which they are told to people.
    pub const ALL: [Self; 4] = [Self::Model, Self::Dataset, Self::Space, Self::Kernel];

    /// `model`, `dataset`, `space`, `kernel`: the word of `--type` and of the API's JSON.
    pub fn singular(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Dataset => "dataset",
            Self::Space => "space",
            Self::Kernel => "kernel",
        }
    }

    /// `models`, `datasets`, `spaces`, `kernels`: the word of API paths, of cache folders and of typed prefixes.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Model => "models",
            Self::Dataset => "datasets",
            Self::Space => "spaces",
            Self::Kernel => "kernels",
        }
    }

    /// What stands before the id in the addresses of pages and files: nothing for a model, else `datasets/` and so on.
    pub fn url_prefix(self) -> &'static str {
        match self {
            Self::Model => "",
            Self::Dataset => "datasets/",
            Self::Space => "spaces/",
            Self::Kernel => "kernels/",
        }
    }

    /// The kind with this plural, in lower case only.
    pub fn from_plural(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.plural() == word)
    }

    /// The kind with this singular, in lower case only.
    pub fn from_singular(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.singular() == word)
    }
}

impl fmt::Display for RepoKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.singular())
    }
}

/// A word that is no kind of repo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a repo type: expected model, dataset, space or kernel")]
pub struct UnknownKind(pub String);

impl FromStr for RepoKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_singular(text).ok_or_else(|| UnknownKind(text.to_owned()))
    }
}

/// Why a text is no repo id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepoIdError {
    /// An address, but of no repo on the Hub.
    #[error("'{0}' is not the address of a repo: expected https://huggingface.co/namespace/name or namespace/name")]
    Address(String),
    /// An id with `@` or `:` and more behind it.
    #[error("'{id}{sign}{revision}' is not a repo ID: give the revision apart: {id} --revision {revision}")]
    Revision { id: String, sign: char, revision: String },
    /// More than one `/`.
    #[error("'{0}' is not a repo ID: expected 'name' or 'namespace/name', the type goes into --type")]
    TooManyParts(String),
    /// A part is empty, longer than 96 characters, holds another character, or begins or ends with `-` or `.`.
    #[error(
        "'{0}' is not a repo ID: each part takes up to 96 letters, digits, '-', '_' and '.', with no '-' or '.' at \
         either end"
    )]
    Characters(String),
    /// `--` or `..` somewhere.
    #[error("'{0}' is not a repo ID: it contains '--' or '..'")]
    Doubled(String),
    /// Ends in `.git`.
    #[error("'{0}' is not a repo ID: it ends in '.git'")]
    GitSuffix(String),
}

/// One repo of the Hub: its kind and its id, which is `namespace/name` or, for some old models and datasets, `name`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoId {
    kind: RepoKind,
    id: String,
}

impl RepoId {
    /// Checks the id by the rules of the Python client, which are nearly the Hub's own.
    pub fn new(kind: RepoKind, id: &str) -> Result<Self, RepoIdError> {
        check(id)?;
        Ok(Self { kind, id: id.to_owned() })
    }

    /// What the repo holds.
    pub fn kind(&self) -> RepoKind {
        self.kind
    }

    /// `namespace/name`, or `name` alone.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The user or organization, if the id has one.
    pub fn namespace(&self) -> Option<&str> {
        self.id.split_once('/').map(|(namespace, _)| namespace)
    }

    /// The id without the namespace.
    pub fn name(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(_, name)| name)
    }

    /// The id as the addresses of pages and files begin: `ada/model`, `datasets/ada/data`.
    pub fn url_path(&self) -> String {
        format!("{}{}", self.kind.url_prefix(), self.id)
    }

    /// The name of the repo's folder in the cache, such as `models--ada--tiny`. Never ambiguous, for no id holds `--`.
    pub fn folder_name(&self) -> String {
        format!("{}--{}", self.kind.plural(), self.id.replace('/', "--"))
    }
}

/// The kind and the id in the name of a repo's folder in a cache; the id is not checked. See [`RepoId::folder_name`].
pub fn of_folder_name(name: &str) -> Option<(RepoKind, String)> {
    let (kind, id) = name.split_once("--")?;
    Some((RepoKind::from_plural(kind)?, id.replace("--", "/")))
}

impl fmt::Display for RepoId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.id)
    }
}

fn check(id: &str) -> Result<(), RepoIdError> {
    if id.contains("://") {
        return Err(RepoIdError::Address(id.to_owned()));
    }
    if let Some((before, sign, revision)) = with_revision(id) {
        return Err(RepoIdError::Revision { id: before.to_owned(), sign, revision: revision.to_owned() });
    }
    if id.matches('/').count() > 1 {
        return Err(RepoIdError::TooManyParts(id.to_owned()));
    }
    if !id.split('/').all(is_well_formed) {
        return Err(RepoIdError::Characters(id.to_owned()));
    }
    if id.contains("--") || id.contains("..") {
        return Err(RepoIdError::Doubled(id.to_owned()));
    }
    if id.ends_with(".git") {
        return Err(RepoIdError::GitSuffix(id.to_owned()));
    }
    Ok(())
}

/// An id and a revision that was written behind it, as other tools have it.
fn with_revision(text: &str) -> Option<(&str, char, &str)> {
    let at = text.find(['@', ':'])?;
    let (id, sign, revision) = (&text[..at], text[at..].chars().next()?, &text[at + 1..]);
    (check(id).is_ok() && !revision.is_empty()).then_some((id, sign, revision))
}

fn is_well_formed(part: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let ends = part.bytes().next().is_some_and(inner) && part.bytes().last().is_some_and(inner);
    ends && part.len() <= 96 && part.bytes().all(|byte| inner(byte) || byte == b'-' || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::{RepoId, RepoIdError, RepoKind, check};

    #[test]
    fn ids_that_python_takes_are_taken() {
        let (longest, both) = ("a".repeat(96), format!("{}/{}", "a".repeat(96), "b".repeat(96)));
        let ids = ["gpt2", "a/b", "_a", "a_", "a/_b", "Foo-BAR_foo.bar123", "a.gitx", "a.-b", &longest, &both];
        for id in ids {
            assert_eq!(check(id), Ok(()), "{id}");
        }
    }

    #[test]
    fn ids_that_python_refuses_are_refused() {
        let (long, long_name) = ("a".repeat(97), format!("a/{}", "b".repeat(97)));
        for id in [
            "", "/", "/a", "a/", ".a", "a.", "-a", "a-", "a/.b", "a/b.", "a./b", "a-/b", "a b", "é/b", "a\n", "@b",
            "a@",
        ] {
            assert_eq!(check(id), Err(RepoIdError::Characters(id.into())));
        }
        assert_eq!(check(&long), Err(RepoIdError::Characters(long.clone())));
        assert_eq!(check(&long_name), Err(RepoIdError::Characters(long_name.clone())));
        for id in ["a/b/c", "datasets/a/b", "a//b"] {
            assert_eq!(check(id), Err(RepoIdError::TooManyParts(id.into())));
        }
        for id in ["a--b", "a/b--c", "a..b", "a.b--.git"] {
            assert_eq!(check(id), Err(RepoIdError::Doubled(id.into())));
        }
        for id in ["a.git", "a/b.git"] {
            assert_eq!(check(id), Err(RepoIdError::GitSuffix(id.into())));
        }
    }

    #[test]
    fn an_id_has_a_name_and_maybe_a_namespace() {
        let repo = RepoId::new(RepoKind::Dataset, "ada/data").unwrap();
        assert_eq!((repo.namespace(), repo.name()), (Some("ada"), "data"));
        assert_eq!(
            (repo.url_path().as_str(), repo.folder_name().as_str()),
            ("datasets/ada/data", "datasets--ada--data")
        );
        let repo = RepoId::new(RepoKind::Model, "gpt2").unwrap();
        assert_eq!((repo.namespace(), repo.name()), (None, "gpt2"));
        assert_eq!((repo.url_path().as_str(), repo.folder_name().as_str()), ("gpt2", "models--gpt2"));
    }

    #[test]
    fn what_is_meant_by_a_wrong_id_is_told() {
        let text = |id: &str| check(id).unwrap_err().to_string();
        assert!(text("ada/tiny@v1").ends_with("ada/tiny --revision v1"));
        assert!(text("gpt2:refs/pr/1").ends_with("gpt2 --revision refs/pr/1"));
        assert!(text("https://example.org/ada/tiny").contains("is not the address of a repo"));
    }
}
