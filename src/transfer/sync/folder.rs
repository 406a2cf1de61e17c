//! A folder of this machine brought to a folder of a bucket for a machine of the Hub to mount. Deletes nothing.

use std::path::Path;
use std::time::SystemTime;

use super::compare::{Direction, Rules};
use super::filter::Filter;
use super::{Engine, Order, Route};
use crate::api::buckets::batch::{EMPTY, NewFile, Operation};
use crate::ids::bucket::BucketId;
use crate::ids::uri::BucketUri;
use crate::transfer::bucket::changes::Outcome;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::bucket::upload::milliseconds;

/// A folder cannot be empty in a bucket: this file stands for it.
const PLACEHOLDER: &str = ".keep";

/// A folder in a bucket.
#[derive(Debug, Clone)]
pub struct BucketFolder {
    /// It must exist.
    pub bucket: BucketId,
    /// The folder in it, without slashes around it.
    pub path: String,
}

/// What became of the files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Synced {
    /// Files that were sent.
    pub sent: usize,
    /// Files that the bucket had.
    pub unchanged: usize,
}

/// Brings all files below `folder` to the bucket; an empty folder gets a placeholder.
///
/// # Errors
/// Any [`BucketError`]; what was sent by then stays.
pub async fn send_to_bucket(engine: &Engine<'_>, folder: &Path, to: &BucketFolder) -> Result<Synced, BucketError> {
    let place = BucketUri { bucket: to.bucket.clone(), path: to.path.clone(), is_folder: true };
    let order = Order {
        route: Route { direction: Direction::Up, folder: folder.to_owned(), place },
        rules: Rules::default(),
        filter: Filter::default(),
        source: folder.display().to_string(),
        dest: to.path.clone(),
    };
    let prepared = order.prepare(engine.hub, engine.xet).await?;
    let summary = prepared.plan.summary();
    if summary.uploads + summary.skips == 0 {
        add_placeholder(engine, to).await?;
    }
    prepared.run(engine).await?;
    Ok(Synced { sent: summary.uploads, unchanged: summary.skips })
}

async fn add_placeholder(engine: &Engine<'_>, to: &BucketFolder) -> Result<(), BucketError> {
    let (path, modified) = (format!("{}/{PLACEHOLDER}", to.path), milliseconds(SystemTime::now()));
    let mut outcome = Outcome::default();
    let add = Operation::Add(NewFile { path: &path, hash: EMPTY, modified, content_type: None });
    outcome.make(engine.hub, &to.bucket, &[add]).await?;
    outcome.end(&to.bucket)
}
