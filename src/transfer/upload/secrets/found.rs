//! What is told of a secret.

use std::path::PathBuf;

/// Where a secret is; what it is stays untold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSecret {
    /// The file on this machine.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// For people, such as `private key`.
    pub kind: &'static str,
}
