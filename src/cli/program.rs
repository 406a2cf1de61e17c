//! The programs that this package builds.

/// Which program's grammar is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Hf,
    /// The older name, with the grammar of its time.
    HuggingfaceCli,
}
