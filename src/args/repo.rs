//! A repo as it is typed: an id, maybe with a type in front, and `--type`.

use std::marker::PhantomData;

use super::missing::UnreadableInput;
use super::misuse::Misuse;
use super::several;
use crate::api::records::RepoRecord;
use crate::ids::argument::{RepoArgument, RepoArgumentError};
use crate::ids::page::Page;
use crate::ids::repo::{RepoId, RepoIdError, RepoKind};
use crate::output::Out;

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

/// Two repos of one type: what is, and what it becomes.
#[derive(Debug, Clone, clap::Args)]
pub struct RepoPairArgs {
    /// Current repo ID, such as username/name or datasets/username/name
    from_id: RepoArgument,
    /// New repo ID, such as organization/name
    to_id: RepoArgument,
    #[command(flatten)]
    kind: TypeArg,
}

impl RepoPairArgs {
    /// The repos that the words mean.
    pub fn resolve(&self) -> Result<(RepoId, RepoId), RepoArgumentError> {
        RepoArgument::resolve_pair(&self.from_id, &self.to_id, self.kind.given())
    }
}

/// One repo or several.
#[derive(Debug, Clone, clap::Args)]
pub struct ReposArgs {
    /// Repo IDs, such as username/name or datasets/username/name; - reads one per line from standard input
    #[arg(required = true, value_name = "REPO_ID")]
    repo_ids: Vec<String>,
    #[command(flatten)]
    kind: TypeArg,
}

/// Why several words mean no repos.
#[derive(Debug, thiserror::Error)]
pub enum ReposError {
    #[error("{source}")]
    Input {
        #[from]
        source: UnreadableInput,
    },
    #[error("{source}")]
    Id {
        #[from]
        source: RepoArgumentError,
    },
}

impl ReposArgs {
    /// The repos that the words, or the lines of standard input, mean.
    pub fn resolve(&self, out: &Out) -> Result<Vec<RepoId>, ReposError> {
        let typed = several::read(&self.repo_ids, out)?;
        let repo = |id: &String| {
            let Ok(argument) = id.parse::<RepoArgument>();
            Ok(argument.resolve(self.kind.given())?)
        };
        typed.iter().map(repo).collect()
    }
}

/// Reads a kind and lists all of them in help and in usage errors.
pub fn kind_parser() -> impl clap::builder::TypedValueParser<Value = RepoKind> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(RepoKind::ALL.map(RepoKind::singular)).try_map(|word| word.parse::<RepoKind>())
}

/// The ID of a repo, for a verb that is about one kind of repos.
#[derive(Debug, Clone, clap::Args)]
pub struct IdArg<R: RepoRecord> {
    #[arg(
        id = "repo_id",
        value_name = placeholder(R::KIND),
        help = format!("{} ID, such as username/name", capitalized(R::KIND)),
        value_parser = id_parser(R::KIND)
    )]
    id: RepoId,
    #[arg(skip)]
    of: PhantomData<R>,
}

impl<R: RepoRecord> IdArg<R> {
    /// The repo that is meant.
    pub fn id(&self) -> &RepoId {
        &self.id
    }
}

/// `MODEL_ID`, for help.
pub fn placeholder(kind: RepoKind) -> String {
    format!("{}_ID", kind.singular().to_uppercase())
}

/// `Model`, for help.
fn capitalized(kind: RepoKind) -> String {
    let (first, rest) = kind.singular().split_at(1);
    first.to_uppercase() + rest
}

/// Reads the ID of a repo of that kind, maybe with its type in front, or the address of one of its pages.
pub fn id_parser(kind: RepoKind) -> impl clap::builder::TypedValueParser<Value = RepoId> {
    use clap::builder::{StringValueParser, TypedValueParser};
    StringValueParser::new().try_map(move |text| parse_id(kind, &text))
}

fn parse_id(kind: RepoKind, text: &str) -> Result<RepoId, RepoIdError> {
    // Other commands need the type there.
    let typed = text.strip_prefix(kind.plural()).and_then(|rest| rest.strip_prefix('/')).filter(|id| id.contains('/'));
    match Page::parse(text) {
        Some(page) if page.kind == kind => RepoId::new(kind, &page.id),
        _ => RepoId::new(kind, typed.unwrap_or(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::parse_id;
    use crate::ids::repo::RepoKind;

    #[test]
    fn an_id_may_have_its_type_in_front() {
        for (text, id) in [("ada/app", "ada/app"), ("spaces/ada/app", "ada/app"), ("spaces/app", "spaces/app")] {
            assert_eq!(parse_id(RepoKind::Space, text).unwrap().id(), id);
        }
        assert!(parse_id(RepoKind::Space, "datasets/ada/app").is_err());
        assert_eq!(parse_id(RepoKind::Dataset, "datasets/ada/data").unwrap().id(), "ada/data");
    }
}
