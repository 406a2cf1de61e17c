//! Why tensors cannot be read or written.

use std::io;
use std::path::PathBuf;

use tokio::task::JoinError;

use crate::api::HubError;
use crate::base::safetensors::header::HeaderError;
use crate::base::safetensors::index::IndexError;

/// All that can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum TensorsError {
    /// The file is not what it should be.
    #[error("cannot read the tensors of '{file}'")]
    Header { file: String, source: HeaderError },
    /// The index is not what it should be.
    #[error("cannot read the index '{file}'")]
    Index { file: String, source: IndexError },
    /// A file of this machine.
    #[error("cannot read '{}'", path.display())]
    Local { path: PathBuf, source: io::Error },
    /// A file that is made.
    #[error("cannot write '{}'", path.display())]
    Write { path: PathBuf, source: io::Error },
    /// A file of the Hub.
    #[error("cannot read '{file}' from the Hub")]
    Hub { file: String, source: HubError },
    /// No file has it.
    #[error("no tensor named '{0}'")]
    NoTensor(String),
    /// Two files have it.
    #[error("both '{one}' and '{other}' have the tensor '{tensor}'")]
    Double { tensor: String, one: String, other: String },
    /// It is to be left out, and nothing has the same content.
    #[error("no other tensor has the content of '{0}': without it the model would be incomplete")]
    NotDouble(String),
    /// A file that is read would be overwritten.
    #[error("'{}' would be overwritten while it is read", .0.display())]
    Input(PathBuf),
    /// A thread of the runtime.
    #[error("the work stopped")]
    Worker(#[from] JoinError),
    /// Nobody waits for it any more.
    #[error("interrupted")]
    Interrupted,
}
