//! What is to be synced, and how. Does nothing.

use std::path::PathBuf;

use super::compare::{Direction, Rules};
use super::filter::Filter;
use crate::ids::uri::BucketUri;

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

impl Route {
    /// The path in the bucket of a file below the folder.
    pub(super) fn path_in_bucket(&self, below: &str) -> String {
        if self.place.path.is_empty() { below.to_owned() } else { format!("{}/{below}", self.place.path) }
    }
}
