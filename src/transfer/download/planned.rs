//! One file of a plan.

use crate::api::files::XetFile;
use crate::cache::SharedBlob;

/// A file that is wanted, and what is known of it before it is fetched.
#[derive(Debug, Clone)]
pub struct PlannedFile {
    /// Its path in the repo.
    pub path: Box<str>,
    /// Its content's name; empty if neither the Hub nor a record says it.
    pub etag: Box<str>,
    /// Bytes; `None` if the Hub does not tell.
    pub size: Option<u64>,
    /// It exists, and nothing has to be fetched.
    pub is_present: bool,
    /// Where the Hub said that the content is; else it is asked for by its path.
    pub(super) location: Option<Box<str>>,
    /// Of a file in Xet storage, unless Xet is not used.
    pub(super) xet: Option<Box<XetFile>>,
}

impl PlannedFile {
    /// A file that has to be fetched by its path.
    pub(super) fn new(path: &str, etag: &str, size: Option<u64>) -> Self {
        let (path, etag) = (path.into(), etag.into());
        Self { path, etag, size, is_present: false, location: None, xet: None }
    }

    /// What repos can share of it.
    pub(super) fn shared(&self) -> Option<SharedBlob<'_>> {
        Some(SharedBlob { etag: &self.etag, hash: &self.xet.as_ref()?.hash, size: self.size? })
    }
}
