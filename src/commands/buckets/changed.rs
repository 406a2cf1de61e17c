//! What is printed of a bucket that was deleted.

use serde::Serialize;

use crate::ids::bucket::BucketId;

#[derive(Serialize)]
pub(super) struct ChangedBucket {
    bucket_id: String,
}

impl ChangedBucket {
    pub(super) fn of(bucket: &BucketId) -> Self {
        Self { bucket_id: bucket.to_string() }
    }
}
