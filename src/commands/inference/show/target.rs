//! Where an answer goes.

use std::path::Path;

/// Where an answer goes.
pub(in crate::commands) struct Target<'a> {
    /// The file of `--output`.
    pub(in crate::commands) output: Option<&'a Path>,
    /// What a file without a name is named after.
    pub(in crate::commands) name: &'a str,
    /// Pictures are shown in the terminal, too.
    pub(in crate::commands) shows: bool,
}
