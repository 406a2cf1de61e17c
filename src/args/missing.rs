//! Things that the user names and that do not exist.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Something that was named on the command line does not exist: the program ends with status 3.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {kind} named '{name}'")]
pub struct Missing {
    /// A noun, such as `token`.
    pub kind: &'static str,
    /// As it was typed.
    pub name: String,
    /// How to find one that exists.
    pub hint: String,
}

/// A file that was named as input and cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read '{}'", path.display())]
pub struct UnreadableInput {
    path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

impl UnreadableInput {
    /// For `map_err`.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { path, source }
    }
}

/// Opens a file that was named as input.
pub fn open_input(path: &Path) -> Result<File, UnreadableInput> {
    File::open(path).map_err(UnreadableInput::at(path))
}
