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
    /// Only its owners see it, if it is new
    #[arg(long)]
    private: bool,
    /// Everyone sees it, if it is new
    #[arg(long)]
    public: bool,
    /// Everyone can use it and only its owners see its files; for Spaces
    #[arg(long)]
    protected: bool,
}

impl VisibilityArgs {
    /// What was typed; the narrowest if it was several.
    pub fn given(&self) -> Option<Visibility> {
        let all = [
            (self.private, Visibility::Private),
            (self.public, Visibility::Public),
            (self.protected, Visibility::Protected),
        ];
        all.into_iter().find_map(|(is_given, visibility)| is_given.then_some(visibility))
    }
}
