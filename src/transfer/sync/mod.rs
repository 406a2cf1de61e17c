//! A folder of this machine and a folder of a bucket made equal, in one direction. What is to be done is a [`plan::Plan`]
//! first; nothing is decided while bytes move. Deletions come last, and only when everything else has succeeded.

pub mod compare;
mod comparison;
pub mod filter;
pub mod folder;
mod listing;
pub mod plan;
mod run;

use std::collections::HashMap;
use std::path::PathBuf;

use crate::api::buckets::files::BucketFile;
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::base::moment::Moment;
use crate::ids::uri::BucketUri;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::xet::Xet;
use compare::{Direction, Rules};
use comparison::Comparison;
use filter::Filter;
use listing::Local;
use plan::{Operation, Plan};
pub use run::Engine;

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

    async fn up(self, hub: &Hub, xet: &Xet) -> Result<Prepared, BucketError> {
        let Local { files, unknown, remarks } = listing::local(&self.route.folder, &self.filter).await?;
        let mut comparison = Comparison::new(&self, files, unknown);
        let is_bucket_missing = match comparison.with_bucket(hub, xet).await {
            Err(BucketError::Hub(error)) if is_missing(&error) => true,
            compared => {
                compared?;
                false
            }
        };
        let compared = comparison.end();
        Ok(Prepared { remarks, is_bucket_missing, ..self.prepared(compared) })
    }

    async fn down(self, hub: &Hub, xet: &Xet) -> Result<Prepared, BucketError> {
        let local = match self.rules.delete {
            true => listing::local(&self.route.folder, &self.filter).await?,
            false => Local::default(),
        };
        let mut comparison = Comparison::new(&self, local.files, Vec::new());
        comparison.with_bucket(hub, xet).await?;
        let compared = comparison.end();
        Ok(Prepared { remarks: local.remarks, ..self.prepared(compared) })
    }

    fn prepared(self, (operations, files): (Vec<Operation>, HashMap<String, BucketFile>)) -> Prepared {
        let Self { route, source, dest, .. } = self;
        let plan = Plan { source, dest, timestamp: Moment::now(), operations };
        Prepared { plan, remarks: Vec::new(), is_bucket_missing: false, route, files }
    }
}

fn is_missing(error: &HubError) -> bool {
    error.is(RefusalKind::RepoNotFound)
}
