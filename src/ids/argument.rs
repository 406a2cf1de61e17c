//! A repo as it is typed on a command line, before it is known which one is meant.

use std::convert::Infallible;
use std::str::FromStr;

use super::page::Page;
use super::repo::{RepoId, RepoIdError, RepoKind};

/// A repo as it is typed: an id, maybe behind the plural of its kind (`datasets/ada/data`), or the address of one of its
/// pages. Three parts are needed for a kind: `datasets/data` is the model `data` of the user `datasets`.
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
        if let Some(page) = Page::parse(text) {
            return Ok(Self { prefix: Some(page.kind), id: page.id });
        }
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
    use super::{RepoArgument, RepoArgumentError};
    use crate::ids::repo::{RepoId, RepoIdError, RepoKind};

    fn argument(text: &str) -> RepoArgument {
        match text.parse() {
            Ok(argument) => argument,
        }
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

    #[test]
    fn the_address_of_a_page_is_that_of_its_repo() {
        let argument = argument("https://huggingface.co/datasets/ada/data/tree/main/x");
        assert_eq!(argument.resolve(None), Ok(RepoId::new(RepoKind::Dataset, "ada/data").unwrap()));
    }
}
