//! Why files of a bucket were not changed or not moved. The advice for people is in `errors`.

use std::io;
use std::path::{Path, PathBuf};

use crate::api::HubError;
use crate::api::buckets::batch::FailedOperation;
use crate::base::fs::UnsafeName;
use crate::transfer::download::DownloadError;
use crate::transfer::upload::UploadError;
use crate::transfer::xet::XetError;

/// All that can go wrong between this machine and a bucket.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// Some changes were refused; the others are made.
    #[error("the Hub refused {} of {of} in bucket '{bucket}'", changes(refused.len()))]
    Refused {
        /// `namespace/name`.
        bucket: String,
        /// Those that were refused.
        refused: Vec<FailedOperation>,
        /// How many there were in all.
        of: usize,
    },
    /// Files were written to while they were sent; all others are in the bucket.
    #[error("{} changed while being uploaded", files(paths))]
    Changed {
        /// In the bucket.
        paths: Vec<String>,
    },
    /// There is nothing of that path.
    #[error("no file '{path}' in bucket '{bucket}'")]
    Missing { bucket: String, path: String },
    /// A file of this machine.
    #[error("cannot {action} '{}'", .path.display())]
    Local { action: &'static str, path: PathBuf, source: io::Error },
    /// A path that would lead elsewhere.
    #[error(transparent)]
    UnsafeName(#[from] UnsafeName),
    /// The content in the store.
    #[error(transparent)]
    Xet(#[from] XetError),
    /// A local file, before it is sent.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// What the disk can hold, and content that comes from a repo.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// Anything else that the Hub was asked.
    #[error("{0}")]
    Hub(#[from] HubError),
}

impl BucketError {
    pub(in crate::transfer) fn local(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Local { action, path, source }
    }
}

fn changes(count: usize) -> String {
    format!("{count} change{}", if count == 1 { "" } else { "s" })
}

fn files(paths: &[String]) -> String {
    match paths {
        [path] => format!("'{path}'"),
        _ => format!("{} files", paths.len()),
    }
}
