//! `--private`, `--public` and `--protected`.

/// Who may see a new repo.
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

/// Who may see a new repo. Without any of them the owner's settings decide, and so they do after `--no-private`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct VisibilityArgs {
    /// Make the new repo private
    #[arg(long, conflicts_with_all = ["public", "protected"])]
    private: bool,
    /// Make the new repo public
    #[arg(long, conflicts_with = "protected")]
    public: bool,
    /// Let everyone use a new Space but keep its files private
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
}
