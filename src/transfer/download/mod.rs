//! Downloads: from a repo's files to a snapshot in the cache or to a folder of the user's.
//!
//! First a [`Plan`] is made, which asks the Hub and looks at the disk but writes nothing; then it is run. A file is
//! fetched into a partial beside its place, its hash is computed while it is written, and only a right one gets its
//! name. A revision that the cache knows is used when the Hub cannot be reached.

pub mod adopt;
mod by_xet;
mod content;
pub mod error;
mod folder;
mod follow;
mod linked;
mod offline;
mod parts;
mod ranges;
mod room;
pub mod select;
mod single;
mod store;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::api::Hub;
use crate::api::files::XetFile;
use crate::base::fs::SecondName;
use crate::cache::{Cache, LocalDir, RepoCache, SharedBlob, Tree};
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::transfer::pace::Pace;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::slots::Slots;
use crate::transfer::xet::{self, Xet};
pub use error::DownloadError;
pub use folder::tree_of;
use select::{Selection, may_be_pattern};

/// Requests at once when a download of large files begins; the line decides how many it becomes. Few are enough for a
/// fast line, and the hash keeps up with them best.
const FIRST_REQUESTS: usize = 2;
/// And never more than these, for all files together.
const MOST_REQUESTS: usize = 96;

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Order {
    /// Which repo.
    pub repo: RepoId,
    /// What of it.
    pub revision: Revision,
    /// Which of its files.
    pub selection: Selection,
    /// A folder to put the files into, instead of the cache.
    pub folder: Option<PathBuf>,
}

/// How it is to be done. The default checks nothing and waits for nobody: it is for work that fetches no content.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Fetch what is there already, too.
    pub force: bool,
    /// Plan only; what the Hub says is wanted, not what the cache remembers.
    pub dry_run: bool,
    /// Check content against its hash.
    pub verify: bool,
    /// Files at a time, at most; zero counts as one.
    pub workers: usize,
    /// Requests at a time for one file, at most; zero counts as one.
    pub connections: usize,
    /// For the metadata of a file to come.
    pub metadata_timeout: Duration,
    /// How long a connection may be silent during a file.
    pub idle_timeout: Duration,
    /// The limit of all connections together.
    pub bytes_a_second: Option<u64>,
    /// `None`: over plain HTTP only.
    pub xet: Option<xet::Settings>,
}

/// Where the files are to be, and by what means.
#[derive(Debug, Clone)]
pub struct LinkedFolder {
    /// The folder of the user's.
    pub folder: PathBuf,
    /// The only way; `None` for the best that works: a reflink, a hard link, a copy.
    pub only: Option<SecondName>,
}

/// What will be done, decided before a byte is written.
#[derive(Debug)]
pub struct Plan {
    /// The commit that the revision means.
    pub commit: String,
    /// All that are wanted, those that are there already too.
    pub files: Vec<PlannedFile>,
    /// What the user is told in the end: the file, the snapshot or the folder.
    pub result: PathBuf,
    /// A listing that was fetched and is worth keeping.
    listing: Option<Tree>,
    /// Whether the revision was resolved by the Hub, so that the cache should remember it.
    is_fresh: bool,
}

/// One file of a plan.
#[derive(Debug, Clone)]
pub struct PlannedFile {
    /// Its path in the repo.
    pub path: String,
    /// Its content's name.
    pub etag: String,
    /// Bytes; `None` if the Hub does not tell.
    pub size: Option<u64>,
    /// It is there, and nothing has to be fetched.
    pub is_present: bool,
    /// Where the Hub said that the content is; else it is asked for by its path.
    location: Option<String>,
    /// Of a file in Xet storage, unless Xet is not used.
    xet: Option<XetFile>,
}

impl PlannedFile {
    /// What repos can share of it.
    fn shared(&self) -> Option<SharedBlob<'_>> {
        Some(SharedBlob { etag: &self.etag, hash: &self.xet.as_ref()?.hash, size: self.size? })
    }
}

/// Makes and runs plans against one Hub and one cache. Cheap to clone.
#[derive(Clone)]
pub struct Downloader {
    hub: Hub,
    cache: Cache,
    options: Options,
    progress: Arc<dyn Progress>,
    slots: Slots,
    pace: Pace,
    xet: Option<Xet>,
}

impl Downloader {
    /// Every request is counted by the Hub as part of a download.
    pub fn new(hub: Hub, cache: Cache, options: Options, progress: Arc<dyn Progress>) -> Self {
        let pace = options.bytes_a_second.map_or_else(Pace::unlimited, Pace::limited);
        let hub = hub.with_header("x-hf-download-counter", "1");
        let xet = options.xet.as_ref().and_then(|settings| Xet::new(&hub, settings));
        Self { hub, cache, options, progress, slots: Slots::new(FIRST_REQUESTS, MOST_REQUESTS), pace, xet }
    }

    /// Asks the Hub what the revision holds and the disk what is there.
    ///
    /// # Errors
    /// Any [`DownloadError`]; nothing was written.
    pub async fn plan(&self, order: &Order) -> Result<Plan, DownloadError> {
        let Some(path) = order.selection.single_file() else { return self.plan_folder(order).await };
        match self.plan_file(order, path).await {
            Err(error) if may_be_pattern(path) && error.is_no_such_file() => self.plan_folder(order).await,
            plan => plan,
        }
    }

    /// Fetches what the plan lacks and checks that all of it is there. Gives the path to tell.
    ///
    /// # Errors
    /// Any [`DownloadError`]. What is complete stays; nothing incomplete has a final name.
    pub async fn run(&self, order: &Order, plan: Plan) -> Result<PathBuf, DownloadError> {
        self.check_target(order, &plan)?;
        self.keep_listing(order, &plan)?;
        self.store(order, &plan).await?;
        self.check_presence(order, &plan)?;
        if plan.files.is_empty() {
            // No file has made the folder that is told.
            let made = std::fs::create_dir_all(&plan.result);
            made.map_err(|source| DownloadError::local("make the folder", &plan.result, source))?;
        }
        self.remember_commit(order, &plan)?;
        Ok(shown(order.folder.as_deref(), plan.result))
    }

    /// A cache that cannot be written is used as it is.
    fn keep_listing(&self, order: &Order, plan: &Plan) -> Result<(), DownloadError> {
        let Some(tree) = &plan.listing else { return Ok(()) };
        self.tolerate(match &order.folder {
            Some(folder) => LocalDir::new(folder.clone()).write_tree(&plan.commit, tree),
            None => self.repo(order).write_tree(&plan.commit, tree),
        })
    }

    /// Last: until all is there, the branch means what it meant before, and that can be used offline. The Python
    /// client writes the ref first, and drops a repo from its listing whose ref leads nowhere.
    fn remember_commit(&self, order: &Order, plan: &Plan) -> Result<(), DownloadError> {
        let names_files = order.selection.single_file().is_none() || order.folder.is_none();
        if !plan.is_fresh || !names_files {
            return Ok(());
        }
        self.remember_ref(order, &plan.commit);
        Ok(())
    }

    /// That a name cannot be kept, as where a folder of names is in its way, is no failure of what it names.
    fn remember_ref(&self, order: &Order, commit: &str) {
        if let Err(error) = self.repo(order).write_ref(&order.revision, commit) {
            self.note(&format!("{error}: going on without"));
        }
    }

    fn tolerate(&self, outcome: Result<(), crate::cache::CacheError>) -> Result<(), DownloadError> {
        match outcome {
            Err(error) if error.is_read_only() => {
                self.note(&format!("{error}: going on without"));
                Ok(())
            }
            outcome => Ok(outcome?),
        }
    }

    /// What was promised: every planned file is there, with its size. Those that were there at first were looked at then.
    fn check_presence(&self, order: &Order, plan: &Plan) -> Result<(), DownloadError> {
        for file in plan.files.iter().filter(|file| !file.is_present) {
            let place = self.place(order, &plan.commit, &file.path)?;
            let found = std::fs::metadata(&place).map_err(|source| DownloadError::local("find", &place, source))?;
            if file.size.is_some_and(|size| size != found.len()) {
                return Err(DownloadError::WrongSize {
                    path: place,
                    expected: file.size.unwrap_or(0),
                    found: found.len(),
                });
            }
        }
        Ok(())
    }

    fn place(&self, order: &Order, commit: &str, path: &str) -> Result<PathBuf, DownloadError> {
        Ok(match &order.folder {
            Some(folder) => LocalDir::new(folder.clone()).file(path)?,
            None => self.repo(order).entry_path(commit, path)?,
        })
    }

    fn repo(&self, order: &Order) -> RepoCache {
        self.cache.repo(&order.repo)
    }

    fn note(&self, message: &str) {
        self.progress.on(Event::Note { message });
    }
}

/// What is in a user's folder is told by its real, absolute name.
fn shown(folder: Option<&Path>, result: PathBuf) -> PathBuf {
    let Some(folder) = folder else { return result };
    let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    result.strip_prefix(folder).map(|below| real.components().chain(below.components()).collect()).unwrap_or(real)
}
