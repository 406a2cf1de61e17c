//! Why files of a bucket were not changed or not moved. The advice for people is in `errors`.

use crate::api::HubError;
use crate::api::buckets::batch::FailedOperation;

/// All that can go wrong between this machine and a bucket.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// Some changes were refused; the others are made.
    #[error("the Hub refused {} of {of} in bucket '{bucket}'", changes(refused.len()))]
    Refused {
        /// `namespace/name`.
        bucket: String,
        /// Those that were refused.
        refused: Vec<FailedOperation>,
        /// How many there were in all.
        of: usize,
    },
    /// Anything else that the Hub was asked.
    #[error(transparent)]
    Hub(#[from] HubError),
}

fn changes(count: usize) -> String {
    format!("{count} change{}", if count == 1 { "" } else { "s" })
}
