//! A card as it is typed: a repo, or a file of this machine.

use std::path::PathBuf;

use super::commit::CommitArgs;
use super::local_path::local_text;
use super::misuse::Misuse;
use super::place::{PlaceArgs, PlaceError};
use super::repo::TypeArg;
use super::revision::RevisionArg;
use crate::ids::repo::{RepoId, RepoKind};
use crate::ids::revision::Revision;

/// One card.
#[derive(Debug, Clone, clap::Args)]
pub struct CardArgs {
    /// Repo ID or its address, or a file: a path that ends in .md or begins with . or /; - is standard input
    #[arg(value_name = "CARD", value_parser = local_text(), value_hint = clap::ValueHint::AnyPath)]
    card: String,
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    revision: RevisionArg,
}

/// What the words mean.
#[derive(Debug, Clone)]
pub enum CardPlace {
    /// Standard input, which is answered on standard output.
    Input(RepoKind),
    File(PathBuf, RepoKind),
    Repo(RepoId, Option<Revision>),
}

impl CardArgs {
    /// The card that the words name. A file is a model's unless `--type` says otherwise.
    ///
    /// # Errors
    /// [`PlaceError`]: wrong use of the command line, all of it.
    pub fn resolve(&self) -> Result<CardPlace, PlaceError> {
        if !is_file(&self.card) {
            let place = PlaceArgs::of(self.card.clone(), self.kind.clone(), self.revision.clone());
            let (repo, revision) = place.resolve()?.whole()?;
            return Ok(CardPlace::Repo(repo, revision));
        }
        if self.revision.revision.is_some() {
            return Err(Misuse(format!(
                "a file has no revisions: remove --revision, or name a repo instead of '{}'",
                self.card
            ))
            .into());
        }
        let kind = self.kind.given().unwrap_or(RepoKind::Model);
        Ok(if self.card == "-" { CardPlace::Input(kind) } else { CardPlace::File(PathBuf::from(&self.card), kind) })
    }

    /// The same for a card that is changed: only that of a repo becomes a commit.
    ///
    /// # Errors
    /// As [`CardArgs::resolve`], and for a file with what only a commit has.
    pub fn resolve_with(&self, commit: &CommitArgs) -> Result<CardPlace, PlaceError> {
        let place = self.resolve()?;
        if commit.is_given() && !matches!(place, CardPlace::Repo(..)) {
            return Err(Misuse("a file is changed in place: remove the options of the commit".to_owned()).into());
        }
        Ok(place)
    }
}

impl CardPlace {
    /// The kind of repo that the card is for.
    pub fn kind(&self) -> RepoKind {
        match self {
            Self::Input(kind) | Self::File(_, kind) => *kind,
            Self::Repo(repo, _) => repo.kind(),
        }
    }

    /// Its name for messages.
    pub fn name(&self) -> String {
        match self {
            Self::Input(_) => "standard input".to_owned(),
            Self::File(path, _) => format!("'{}'", path.display()),
            Self::Repo(repo, _) => format!("the card of {} '{repo}'", repo.kind()),
        }
    }
}

/// Everything else is a repo: no repo's name begins like this or ends so.
fn is_file(word: &str) -> bool {
    word == "-" || word.starts_with(['.', '/']) || word.ends_with(".md") && !word.contains("://")
}

#[cfg(test)]
mod tests {
    use super::is_file;

    #[test]
    fn paths_and_names_of_markdown_are_files() {
        for word in ["-", "./card", "../x", "/tmp/card", "README.md", "docs/card.md"] {
            assert!(is_file(word), "{word}");
        }
        for word in
            ["gpt2", "ada/model", "datasets/ada/data", "hf://ada/model", "https://hub/ada/model/blob/main/README.md"]
        {
            assert!(!is_file(word), "{word}");
        }
    }
}
