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
mod planned;
mod ranges;
pub(super) mod room;
pub mod select;
mod single;
mod store;
mod target;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::api::Hub;
use crate::base::fs::create_folder;
use crate::cache::{CacheError, Tree, TreeEntry};
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::transfer::pace::Pace;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::slots::Slots;
use crate::transfer::xet::{self, Xet};
pub use error::DownloadError;
pub use folder::listed_tree;
pub use planned::PlannedFile;
use select::{Selection, may_be_pattern};
pub use target::Target;

/// Requests at once when a download of large files begins; the line decides how many it becomes. Few are enough for a
/// fast line, and the hash keeps up with them best.
const FIRST_REQUESTS: usize = 2;
/// And never more than these, for all files together.
const MOST_REQUESTS: usize = 96;

/// The files to download, and where to.
#[derive(Debug, Clone)]
pub struct Order {
    pub repo: RepoId,
    pub revision: Revision,
    /// Which files of the revision.
    pub selection: Selection,
    /// Where they go; its part of the cache is that of the repo.
    pub target: Target,
}

impl Order {
    /// The wanted files of a listing.
    fn chosen<'t>(&self, tree: &'t Tree) -> Result<Vec<(&'t str, &'t TreeEntry)>, DownloadError> {
        self.selection.choose(tree).map_err(|unmatched| DownloadError::NothingMatches {
            unmatched,
            repo: self.repo.clone(),
            revision: self.revision.clone(),
        })
    }
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

/// An order, and all that has to be done for it: decided before a byte is written.
#[derive(Debug)]
pub struct Plan {
    order: Order,
    /// The commit that the revision points to.
    pub commit: String,
    /// All files of the order, those that are present too.
    pub files: Vec<PlannedFile>,
    /// The file or the folder that is filled.
    result: PathBuf,
    /// A listing that was fetched and is worth keeping.
    listing: Option<Tree>,
    /// Whether it was made of a listing that was kept, and not of what the Hub says now.
    is_from_kept: bool,
    /// Whether the revision was resolved by the Hub, so that the cache should remember it.
    is_fresh: bool,
}

impl Plan {
    /// For a revision that was not resolved by the Hub.
    fn new(order: &Order, commit: String, files: Vec<PlannedFile>, result: PathBuf) -> Self {
        Self { order: order.clone(), commit, files, result, listing: None, is_from_kept: false, is_fresh: false }
    }

    /// Whether another plan is for the same content of the same files.
    fn is_like(&self, other: &Self) -> bool {
        let same = |(one, two): (&PlannedFile, &PlannedFile)| {
            (&one.path, &one.etag, one.size) == (&two.path, &two.etag, two.size)
        };
        self.files.len() == other.files.len() && self.files.iter().zip(&other.files).all(same)
    }
}

/// Makes and runs plans against one Hub. Cheap to clone.
#[derive(Clone)]
pub struct Downloader {
    hub: Hub,
    options: Options,
    progress: Arc<dyn Progress>,
    slots: Slots,
    pace: Pace,
    xet: Option<Xet>,
}

impl Downloader {
    /// Every request is counted by the Hub as part of a download.
    pub fn new(hub: Hub, options: Options, progress: Arc<dyn Progress>) -> Self {
        let pace = options.bytes_a_second.map_or_else(Pace::unlimited, Pace::limited);
        let hub = hub.with_header("x-hf-download-counter", "1");
        let xet = options.xet.as_ref().and_then(|settings| Xet::new(&hub, settings));
        Self { hub, options, progress, slots: Slots::new(FIRST_REQUESTS, MOST_REQUESTS), pace, xet }
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

    /// Fetches what the plan lacks and checks that all of it is there. Returns the path to tell the user. A kept listing
    /// that what arrives does not fit is asked for again, and so is what it was wrong about.
    ///
    /// # Errors
    /// Any [`DownloadError`]. What is complete stays; nothing incomplete has a final name.
    pub async fn run(&self, plan: Plan) -> Result<PathBuf, DownloadError> {
        let error = match self.carry_out(&plan).await {
            Err(error) if plan.is_from_kept && error.is_unlike_listing() => error,
            outcome => return outcome,
        };
        plan.order.target.forget_tree(self.origin(&plan.commit));
        let again = self.plan(&plan.order).await?;
        if again.is_like(&plan) {
            return Err(error);
        }
        self.note(&format!("the kept list of files is wrong ({error}): asked the Hub again"));
        self.carry_out(&again).await
    }

    async fn carry_out(&self, plan: &Plan) -> Result<PathBuf, DownloadError> {
        match &plan.order.target {
            Target::Cache(_) => self.fill(plan).await.map(|()| plan.result.clone()),
            Target::Folder { folder, .. } => {
                self.fill(plan).await?;
                Ok(shown(folder.folder(), &plan.result))
            }
            Target::Linked { folder, only, .. } => self.fill_and_link(plan, folder, *only).await,
        }
    }

    /// Brings the files to their target; with [`Target::Linked`], into the cache.
    async fn fill(&self, plan: &Plan) -> Result<(), DownloadError> {
        self.check_target(plan)?;
        let paths = plan.files.iter().map(|file| &*file.path);
        plan.order.target.check_folders(&plan.commit, paths)?;
        if let Some(tree) = &plan.listing {
            self.tolerate(plan.order.target.write_tree(self.origin(&plan.commit), tree))?;
        }
        self.store(plan).await?;
        check_presence(plan)?;
        if plan.files.is_empty() {
            // No file has made the folder that the user is told.
            let made = create_folder(&plan.result);
            made.map_err(|source| DownloadError::local("make the folder", &plan.result, source))?;
        }
        self.remember_commit(plan);
        Ok(())
    }

    /// Last: until everything is there, the branch points to what it pointed to before, and that can be used offline.
    /// The Python client writes the ref first, and drops a repo from its listing whose ref leads nowhere.
    fn remember_commit(&self, plan: &Plan) {
        let Order { selection, target, .. } = &plan.order;
        if plan.is_fresh && (selection.single_file().is_none() || target.is_cache()) {
            self.remember_ref(&plan.order, &plan.commit);
        }
    }

    /// That a name cannot be kept, as where a folder of names is in its way, is no failure of what it names.
    fn remember_ref(&self, order: &Order, commit: &str) {
        if let Err(error) = order.target.cache().write_ref(&order.revision, commit) {
            self.note(&format!("{error}: going on without"));
        }
    }

    /// A cache that cannot be written is used as it is.
    fn tolerate(&self, outcome: Result<(), CacheError>) -> Result<(), DownloadError> {
        match outcome {
            Err(error) if error.is_read_only() => {
                self.note(&format!("{error}: going on without"));
                Ok(())
            }
            outcome => Ok(outcome?),
        }
    }

    fn note(&self, message: &str) {
        self.progress.on(Event::Note { message });
    }
}

/// Every planned file is there, with its size. Those that were present at first were looked at then.
fn check_presence(plan: &Plan) -> Result<(), DownloadError> {
    for file in plan.files.iter().filter(|file| !file.is_present) {
        let place = plan.order.target.file(&plan.commit, &file.path)?;
        let found = std::fs::metadata(&place).map_err(|source| DownloadError::local("find", &place, source))?;
        if let Some(expected) = file.size.filter(|size| *size != found.len()) {
            return Err(DownloadError::WrongSize { path: place, expected, found: found.len() });
        }
    }
    Ok(())
}

/// A path in a folder of the user's, with the folder's real, absolute name.
fn shown(folder: &Path, result: &Path) -> PathBuf {
    let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    result.strip_prefix(folder).map(|below| real.components().chain(below.components()).collect()).unwrap_or(real)
}
