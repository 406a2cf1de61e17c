//! How an error is explained to people: what failed, why, what to try, and the status that the program ends with.

use super::Exit;

/// An error in three parts, and how the program ends.
#[derive(Debug)]
pub(super) struct Explanation {
    /// What failed; `None` when the error's own words say it best.
    pub what: Option<String>,
    /// Why, beyond the error's own chain.
    pub cause: Option<String>,
    /// What to try.
    pub hints: Vec<String>,
    /// The status of the program.
    pub exit: Exit,
    /// Knowing the owner of the token would add to it.
    pub is_about_owner: bool,
}

impl Explanation {
    /// The error explains itself.
    pub(super) fn own_words(exit: Exit) -> Self {
        Self { what: None, cause: None, hints: Vec::new(), exit, is_about_owner: false }
    }

    /// The same with one thing to try.
    pub(super) fn try_this(self, hint: impl Into<String>) -> Self {
        Self { hints: vec![hint.into()], ..self }
    }
}
