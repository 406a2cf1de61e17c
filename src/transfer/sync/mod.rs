//! A folder of this machine and a folder of a bucket made equal, in one direction. What is to be done is a [`plan::Plan`]
//! first; nothing is decided while bytes move. Deletions come last, and only when everything else has succeeded.

pub mod compare;
pub mod filter;
pub mod folder;
mod listing;
pub mod plan;
mod run;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use crate::api::buckets::files::BucketFile;
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::base::moment::Moment;
use crate::ids::uri::BucketUri;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::xet::Xet;
use compare::{Direction, Pair, Rules};
use filter::Filter;
use listing::{Local, side};
use plan::{Action, Operation, Plan};
pub use run::Engine;

/// Files whose hashes are computed together.
const HASHED_AT_ONCE: usize = 1000;

/// The two folders of a sync.
#[derive(Debug, Clone)]
pub struct Route {
    /// Which of them is the source.
    pub direction: Direction,
    /// On this machine.
    pub folder: PathBuf,
    /// In a bucket, or all of it.
    pub place: BucketUri,
}

/// A sync that is to be planned.
#[derive(Debug, Clone)]
pub struct Order {
    pub route: Route,
    pub rules: Rules,
    pub filter: Filter,
    /// The source as it was typed, for the plan.
    pub source: String,
    /// The destination as it was typed.
    pub dest: String,
}

/// A plan, and what is known of the files that it names.
#[derive(Debug)]
pub struct Prepared {
    pub plan: Plan,
    /// What the user should know before it is carried out.
    pub remarks: Vec<String>,
    /// The bucket does not exist: there is nothing to be compared with.
    pub is_bucket_missing: bool,
    route: Route,
    /// Files of the bucket that are to be downloaded.
    files: HashMap<String, BucketFile>,
}

impl Route {
    /// The path in the bucket of a file below the folder.
    fn path_in_bucket(&self, below: &str) -> String {
        if self.place.path.is_empty() { below.to_owned() } else { format!("{}/{below}", self.place.path) }
    }
}

impl Prepared {
    /// The two folders.
    pub fn route(&self) -> &Route {
        &self.route
    }
}

impl Order {
    /// Looks at both sides and compares them. Changes nothing. The store is needed for its hashes.
    ///
    /// # Errors
    /// A side cannot be read, or the bucket names files that no folder should have. A bucket that does not exist counts as
    /// an empty one when files go there.
    pub async fn prepare(self, hub: &Hub, xet: &Xet) -> Result<Prepared, BucketError> {
        match self.route.direction {
            Direction::Up => self.up(hub, xet).await,
            Direction::Down => self.down(hub, xet).await,
        }
    }

    /// Finds out which of the files that have equal sizes have equal content, if that is asked for. Reads all of them.
    async fn compare(
        &self,
        pairs: &mut BTreeMap<String, Pair>,
        remote: &HashMap<String, BucketFile>,
        xet: &Xet,
    ) -> Result<(), BucketError> {
        if !self.rules.checksum {
            return Ok(());
        }
        let is_open = |pair: &Pair| match (pair.source, pair.target) {
            (Some(source), Some(target)) => source.size == target.size,
            _ => false,
        };
        let mut open: Vec<(&String, &mut Pair)> = pairs.iter_mut().filter(|(_, pair)| is_open(pair)).collect();
        for portion in open.chunks_mut(HASHED_AT_ONCE) {
            let files = portion.iter().map(|(path, _)| self.route.folder.join(path)).collect();
            let hashes = xet.hash(files).await?;
            for ((path, pair), hash) in portion.iter_mut().zip(hashes) {
                let is_empty = pair.source.is_some_and(|side| side.size == 0);
                pair.is_same = Some(is_empty || remote.get(*path).is_some_and(|file| file.xet_hash == hash));
            }
        }
        Ok(())
    }

    async fn up(self, hub: &Hub, xet: &Xet) -> Result<Prepared, BucketError> {
        let local = listing::local(&self.route.folder, &self.filter).await?;
        let (remote, is_bucket_missing) = match listing::remote(hub, &self.route.place, &self.filter).await {
            Err(BucketError::Hub(error)) if is_missing(&error) => (HashMap::new(), true),
            listed => (listed?, false),
        };
        let Local { files, unknown, remarks } = local;
        let mut pairs: BTreeMap<String, Pair> =
            files.into_iter().map(|(path, side)| (path, Pair { source: Some(side), ..Pair::default() })).collect();
        for (path, file) in &remote {
            pairs.entry(path.clone()).or_default().target = Some(side(file));
        }
        // Whether they are at the source is not known: they are behind a link that is not followed.
        let is_hidden = |path: &str| unknown.iter().any(|link| path.starts_with(&format!("{link}/")));
        pairs.retain(|path, pair| pair.source.is_some() || !is_hidden(path));
        self.compare(&mut pairs, &remote, xet).await?;
        Ok(Prepared { remarks, is_bucket_missing, ..self.compared(pairs, HashMap::new()) })
    }

    async fn down(self, hub: &Hub, xet: &Xet) -> Result<Prepared, BucketError> {
        let remote = listing::remote(hub, &self.route.place, &self.filter).await?;
        listing::safe_paths(remote.keys().map(String::as_str))?;
        let local = match self.rules.delete {
            true => listing::local(&self.route.folder, &self.filter).await?,
            false => {
                let paths = remote.keys().cloned().collect();
                Local { files: listing::local_of(&self.route.folder, paths).await, ..Local::default() }
            }
        };
        let mut pairs: BTreeMap<String, Pair> = local
            .files
            .into_iter()
            .map(|(path, side)| (path, Pair { target: Some(side), ..Pair::default() }))
            .collect();
        for (path, file) in &remote {
            pairs.entry(path.clone()).or_default().source = Some(side(file));
        }
        self.compare(&mut pairs, &remote, xet).await?;
        Ok(Prepared { remarks: local.remarks, ..self.compared(pairs, remote) })
    }

    fn compared(self, pairs: BTreeMap<String, Pair>, mut files: HashMap<String, BucketFile>) -> Prepared {
        let Self { route, rules, source, dest, .. } = self;
        let decide = |(path, pair)| rules.decide(route.direction, path, pair);
        let operations: Vec<Operation> = pairs.into_iter().filter_map(decide).collect();
        // Files that stay as they are need no memory while the others move.
        let wanted = operations.iter().filter(|one| one.action == Action::Download);
        let files = wanted.filter_map(|one| files.remove_entry(&one.path)).collect();
        let plan = Plan { source, dest, timestamp: Moment::now(), operations };
        Prepared { plan, remarks: Vec::new(), is_bucket_missing: false, route, files }
    }
}

fn is_missing(error: &HubError) -> bool {
    error.is(RefusalKind::RepoNotFound)
}
