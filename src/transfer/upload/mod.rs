//! From local files to commits: what is meant, what is planned, what the Hub has already, sending the rest, committing.
//! Every step can be done again: a second run finds what the first has stored and committed.

mod by_xet;
pub mod changes;
mod commit_size;
pub(super) mod content;
mod error;
mod folder;
mod folder_memory;
mod gitignore;
mod given;
mod hash_cache;
mod hashing;
mod known;
mod local;
pub mod meant;
mod modes;
mod order;
mod outcome;
mod parts;
mod payload;
pub mod plan;
pub mod preview;
pub(super) mod put;
mod repo;
mod secrets;
mod session;
mod single;
mod store;
pub(super) mod told;
mod unfinished;
mod watch;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::api::commits::Destination;
use crate::transfer::xet::Xet;
pub use error::UploadError;
pub use given::{Given, send_given};
pub use local::Local;
pub use order::{Order, Prepared};
pub use outcome::Outcome;
use plan::Addition;
pub use secrets::found::FoundSecret;
pub use secrets::scan::has_secret;
pub use watch::Watch;

/// How it is to be done.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The limit of all connections together.
    pub bytes_a_second: Option<u64>,
    /// How long a connection may take no byte; `None`: as long as is usual.
    pub stall_timeout: Option<Duration>,
    /// The folder for what is known of local files from one upload to the next; `None`: nothing is.
    pub known: Option<PathBuf>,
    /// Requests to the store at a time, at most; `None`: as many as help.
    pub requests: Option<usize>,
    /// Files that may hold secrets, by their paths here or in the repo.
    pub allowed_secrets: Vec<String>,
    /// The Hub is not asked about a card before it is sent.
    pub unchecked_card: bool,
    /// The commit that the branch must point to before the first commit, by its first digits at least.
    pub parent: Option<String>,
    /// Hears of a pull request as soon as it is open.
    pub opened: Option<OnOpened>,
}

/// Called with the number of a pull request.
#[derive(Clone)]
pub struct OnOpened(Arc<dyn Fn(u64) + Send + Sync>);

impl OnOpened {
    /// From what is to be done.
    pub fn new(hear: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(hear))
    }

    fn hear(&self, num: u64) {
        (self.0)(num);
    }
}

impl fmt::Debug for OnOpened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OnOpened")
    }
}

/// Where an upload goes, what its commits are called, and how it is done.
#[derive(Debug, Clone)]
pub struct Job {
    /// Which revision of which repo.
    pub to: Destination,
    /// The first line of the commit.
    pub message: String,
    /// What stands below it; may be empty.
    pub description: String,
    /// `None`: large files go to the LFS store.
    pub xet: Option<Xet>,
    /// How it is done.
    pub options: Options,
}

/// A file that can be committed.
#[derive(Debug, Clone)]
struct Ready {
    addition: Addition,
    /// Of a file whose content is in the LFS store.
    sha256: Option<String>,
}
