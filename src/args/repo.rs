//! A repo as it is typed: an id, maybe with a type in front, and `--type`.

use super::misuse::Misuse;
use crate::ids::argument::{RepoArgument, RepoArgumentError};
use crate::ids::page::Page;
use crate::ids::repo::{RepoId, RepoIdError, RepoKind};

/// `--type`, also written `--repo-type`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct TypeArg {
    /// Type of the repo
    #[arg(long = "type", visible_alias = "repo-type", value_name = "TYPE", value_parser = kind_parser())]
    kind: Option<RepoKind>,
}

impl TypeArg {
    /// What was typed, if anything.
    pub fn given(&self) -> Option<RepoKind> {
        self.kind
    }
}

/// One repo.
#[derive(Debug, Clone, clap::Args)]
pub struct RepoArgs {
    /// Repo ID, such as username/name or datasets/username/name
    repo_id: RepoArgument,
    #[command(flatten)]
    kind: TypeArg,
}

impl RepoArgs {
    /// The repo that the words mean.
    pub fn resolve(&self) -> Result<RepoId, RepoArgumentError> {
        self.repo_id.resolve(self.kind.given())
    }

    /// The repo of that name in a namespace that was typed apart from it.
    pub fn in_namespace(self, namespace: &str) -> Result<Self, Misuse> {
        let id = self.resolve().map_err(|error| Misuse(error.to_string()))?;
        if id.namespace().is_some() {
            return Err(Misuse(format!("'{id}' already has a namespace: remove --organization {namespace}")));
        }
        let Ok(repo_id) = format!("{namespace}/{id}").parse();
        Ok(Self { repo_id, kind: self.kind })
    }
}

/// Reads a kind and lists all of them in help and in usage errors.
pub fn kind_parser() -> impl clap::builder::TypedValueParser<Value = RepoKind> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(RepoKind::ALL.map(RepoKind::singular)).try_map(|word| word.parse::<RepoKind>())
}

/// Reads the id of a repo of that kind, without a type in front.
pub fn id_parser(kind: RepoKind) -> impl clap::builder::TypedValueParser<Value = RepoId> {
    use clap::builder::{StringValueParser, TypedValueParser};
    StringValueParser::new().try_map(move |text| parse_id(kind, &text))
}

/// Reads the id of a repo of that kind, or the address of one of its pages.
pub(super) fn parse_id(kind: RepoKind, text: &str) -> Result<RepoId, RepoIdError> {
    match Page::parse(text) {
        Some(page) if page.kind == kind => RepoId::new(kind, &page.id),
        _ => RepoId::new(kind, text),
    }
}
