//! Words that are each fine and make no sense together.

/// A command line that the verb itself refuses; the program ends as after any usage error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub String);
