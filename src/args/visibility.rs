//! `--private`, `--public` and `--protected`.

use super::misuse::Misuse;
use crate::ids::repo::RepoKind;

/// Who may see a repo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    Private,
    Public,
    /// A Space that all may use and whose files few may see.
    Protected,
}

impl Visibility {
    /// The word of the API's JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
            Self::Protected => "protected",
        }
    }
}

/// Who may see a repo. Without any of them it stays as it is, or its owner's settings decide about a new one; `--no-private`
/// says no more than that.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct VisibilityArgs {
    /// Make the repo private
    #[arg(long, conflicts_with_all = ["public", "protected"])]
    private: bool,
    /// Make the repo public
    #[arg(long, conflicts_with = "protected")]
    public: bool,
    /// Let everyone use the Space but keep its files private
    #[arg(long)]
    protected: bool,
}

impl VisibilityArgs {
    /// What was typed.
    pub fn given(&self) -> Option<Visibility> {
        let all = [
            (self.private, Visibility::Private),
            (self.public, Visibility::Public),
            (self.protected, Visibility::Protected),
        ];
        all.into_iter().find_map(|(is_given, visibility)| is_given.then_some(visibility))
    }

    /// The same in the word of the API, for a repo of that kind.
    ///
    /// # Errors
    /// Only a Space can be protected.
    pub fn word_for(&self, kind: RepoKind) -> Result<Option<&'static str>, Misuse> {
        match self.given() {
            Some(Visibility::Protected) if kind != RepoKind::Space => {
                Err(Misuse(format!("a {kind} cannot be --protected, only a Space")))
            }
            given => Ok(given.map(Visibility::word)),
        }
    }
}
