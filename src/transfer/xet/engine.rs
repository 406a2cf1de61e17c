//! The trait behind which the library that speaks to the store is, and what goes through it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use reqwest::header::HeaderMap;

use super::error::XetError;
use crate::api::xet_token::XetToken;
use crate::http::request::Chunks;
use crate::http::roots::Roots;

/// How Xet is to be used.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the engine keeps what it remembers between runs.
    pub folder: PathBuf,
    /// How requests to the Hub name this program.
    pub user_agent: String,
    /// As much of the machine as it can use, instead of the caps on memory and connections.
    pub high_performance: bool,
    /// Whom the engine's connections trust: of these it knows the system's.
    pub roots: Arc<Roots>,
}

/// A file to be sent.
pub struct Outgoing {
    /// For messages.
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub sha256: Sha256,
    /// The content.
    pub open: Box<dyn FnOnce() -> Chunks + Send>,
}

/// What is known of the SHA-256 of a file that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sha256 {
    /// In lower-case hex.
    Known(String),
    /// It is computed on the way.
    Wanted,
    /// Nobody asks for it.
    Unneeded,
}

/// How the store names a file that it has taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The store's own hash, in hex.
    pub hash: String,
    /// Unless it was unneeded.
    pub sha256: Option<String>,
}

/// The way into the store for one revision of one repo.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "xet"), expect(dead_code, reason = "the engine alone goes through it"))]
pub(super) struct Door {
    /// The token route: it names the door, and gives a new token when this one is about to expire.
    pub route: String,
    pub renewal: HeaderMap,
    pub token: XetToken,
}

/// Content as it arrives.
pub(super) type Stream = BoxStream<'static, Result<Bytes, XetError>>;

/// Content that is sent to the store together.
pub(super) trait Writer: Send + Sync {
    /// Sends one file.
    fn write(&self, file: Outgoing) -> BoxFuture<'_, Result<Stored, XetError>>;

    /// How many bytes of all files the store has taken so far, or had before.
    fn taken(&self) -> u64;

    /// A number that changes whenever anything has got through, or the store has said that it works.
    fn signs(&self) -> u64;

    /// Waits until the store has everything, so that a commit may speak of it.
    fn close(&self) -> BoxFuture<'_, Result<(), XetError>>;

    /// Sends nothing more.
    fn stop(&self);
}

/// Content in the store.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "xet"), expect(dead_code, reason = "the engine alone looks it up"))]
pub(super) struct StoredContent<'a> {
    pub hash: &'a str,
    /// Bytes of all of it.
    pub size: u64,
}

/// What speaks to the store.
pub(super) trait Engine: Send + Sync {
    /// How many files may be read at a time.
    fn files_at_once(&self) -> usize;

    /// A part of some content, in order.
    fn read<'a>(
        &'a self,
        door: &'a Door,
        content: StoredContent<'a>,
        part: Range<u64>,
    ) -> BoxFuture<'a, Result<Stream, XetError>>;

    /// What the store calls the content of local files.
    fn hash(&self, files: Vec<PathBuf>) -> BoxFuture<'_, Result<Vec<String>, XetError>>;

    /// Begins to send.
    fn write<'a>(&'a self, door: &'a Door) -> BoxFuture<'a, Result<Box<dyn Writer>, XetError>>;
}
