//! A folder of this machine and a folder of a bucket made equal, in one direction. What is to be done is a [`plan::Plan`]
//! first; nothing is decided while bytes move. Deletions come last, and only when everything else has succeeded.

pub mod compare;
mod comparison;
pub mod filter;
pub mod folder;
mod listing;
mod order;
pub mod plan;
mod run;

use std::collections::HashMap;

use crate::api::Hub;
use crate::api::buckets::files::BucketFile;
use crate::base::moment::Moment;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::xet::Xet;
use compare::Direction;
use comparison::Comparison;
use listing::Local;
pub use order::{Order, Route};
use plan::Plan;
pub use run::Engine;

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
        let Route { direction, folder, .. } = &self.route;
        let mut comparison = Comparison::new(&self);
        let local = async {
            match *direction == Direction::Up || self.rules.delete {
                true => listing::local(folder, &self.filter).await,
                false => Ok(Local::default()),
            }
        };
        let (remarks, is_bucket_missing) = comparison.both(hub, xet, local).await?;
        let (operations, files) = comparison.end();
        let Self { route, source, dest, .. } = self;
        let plan = Plan { source, dest, timestamp: Moment::now(), operations };
        Ok(Prepared { plan, remarks, is_bucket_missing, route, files })
    }
}
