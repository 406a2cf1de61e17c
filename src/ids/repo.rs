//! Repos: their kinds, their ids, and how both are typed. Whether a repo exists is the Hub's to say.

use std::convert::Infallible;
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

impl fmt::Display for RepoId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.id)
    }
}

fn check(id: &str) -> Result<(), RepoIdError> {
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

fn is_well_formed(part: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let ends = part.bytes().next().is_some_and(inner) && part.bytes().last().is_some_and(inner);
    ends && part.len() <= 96 && part.bytes().all(|byte| inner(byte) || byte == b'-' || byte == b'.')
}

/// A repo as it is typed: an id, maybe behind the plural of its kind (`datasets/ada/data`). Three parts are needed
/// for that: `datasets/data` is the model `data` of the user `datasets`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepoArgument {
    prefix: Option<RepoKind>,
    id: String,
}

/// Why typed repos and a `--type` mean nothing together. All but [`Self::Id`] are wrong use of the command line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepoArgumentError {
    /// A prefix and a `--type`, even if they agree.
    #[error("the repo type is given twice: as the prefix '{}/' and as --type", .0.plural())]
    Ambiguous(RepoKind),
    /// Two prefixes that disagree.
    #[error("the prefixes '{}/' and '{}/' name two repo types: both repos must be of one", .0.plural(), .1.plural())]
    Conflicting(RepoKind, RepoKind),
    /// What is left is no id.
    #[error(transparent)]
    Id(#[from] RepoIdError),
}

impl RepoArgument {
    /// The repo that is meant, with the `--type` that was given, if one was. Without prefix and type it is a model.
    pub fn resolve(&self, explicit: Option<RepoKind>) -> Result<RepoId, RepoArgumentError> {
        RepoId::new(Self::kind_of(&[self], explicit)?, &self.id).map_err(RepoArgumentError::Id)
    }

    /// Two repos of one command (from, to): a prefix on either holds for both.
    pub fn resolve_pair(
        from: &Self,
        to: &Self,
        explicit: Option<RepoKind>,
    ) -> Result<(RepoId, RepoId), RepoArgumentError> {
        let kind = Self::kind_of(&[from, to], explicit)?;
        Ok((RepoId::new(kind, &from.id)?, RepoId::new(kind, &to.id)?))
    }

    fn kind_of(arguments: &[&Self], explicit: Option<RepoKind>) -> Result<RepoKind, RepoArgumentError> {
        let mut prefixes = arguments.iter().filter_map(|argument| argument.prefix);
        let Some(first) = prefixes.next() else { return Ok(explicit.unwrap_or_default()) };
        if let Some(other) = prefixes.find(|other| *other != first) {
            return Err(RepoArgumentError::Conflicting(first, other));
        }
        if explicit.is_some() { Err(RepoArgumentError::Ambiguous(first)) } else { Ok(first) }
    }
}

impl FromStr for RepoArgument {
    /// Every text is an argument; only with the type is it known whether it is a repo.
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let prefixed = text.split_once('/').filter(|(_, rest)| rest.contains('/'));
        let kind = prefixed.and_then(|(prefix, rest)| Some((RepoKind::from_plural(prefix)?, rest)));
        Ok(match kind {
            Some((kind, rest)) => Self { prefix: Some(kind), id: rest.to_owned() },
            None => Self { prefix: None, id: text.to_owned() },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{RepoArgument, RepoArgumentError, RepoId, RepoIdError, RepoKind, check};

    fn argument(text: &str) -> RepoArgument {
        match text.parse() {
            Ok(argument) => argument,
        }
    }

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
        for id in
            ["", "/", "/a", "a/", ".a", "a.", "-a", "a-", "a/.b", "a/b.", "a./b", "a-/b", "a b", "é/b", "a\n", "a@b"]
        {
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
    fn a_prefix_before_two_parts_tells_the_kind() {
        for (text, kind, id) in [
            ("models/a/b", RepoKind::Model, "a/b"),
            ("datasets/a/b", RepoKind::Dataset, "a/b"),
            ("spaces/a/b", RepoKind::Space, "a/b"),
            ("kernels/a/b", RepoKind::Kernel, "a/b"),
            ("datasets/a", RepoKind::Model, "datasets/a"),
            ("a/b", RepoKind::Model, "a/b"),
        ] {
            assert_eq!(argument(text).resolve(None).unwrap(), RepoId::new(kind, id).unwrap(), "{text}");
        }
    }

    #[test]
    fn three_parts_without_a_known_plural_are_no_repo() {
        for text in ["dataset/a/b", "Datasets/a/b", "x/a/b"] {
            let refused = RepoArgumentError::Id(RepoIdError::TooManyParts(text.into()));
            assert_eq!(argument(text).resolve(None), Err(refused));
        }
        let refused = RepoArgumentError::Id(RepoIdError::TooManyParts("a/b/c".into()));
        assert_eq!(argument("datasets/a/b/c").resolve(None), Err(refused));
    }

    #[test]
    fn a_type_beside_a_prefix_is_refused_even_if_they_agree() {
        let dataset = Some(RepoKind::Dataset);
        assert_eq!(argument("a/b").resolve(dataset).unwrap().kind(), RepoKind::Dataset);
        let refused = Err(RepoArgumentError::Ambiguous(RepoKind::Dataset));
        assert_eq!(argument("datasets/a/b").resolve(dataset), refused);
    }

    #[test]
    fn a_prefix_on_one_of_two_repos_holds_for_both() {
        let pair = |from: &str, to: &str| RepoArgument::resolve_pair(&argument(from), &argument(to), None);
        let (from, to) = pair("a/b", "spaces/c/d").unwrap();
        assert_eq!((from.kind(), to.kind()), (RepoKind::Space, RepoKind::Space));
        let refused = RepoArgumentError::Conflicting(RepoKind::Dataset, RepoKind::Space);
        assert_eq!(pair("datasets/a/b", "spaces/c/d"), Err(refused));
    }
}
