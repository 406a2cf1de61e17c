//! Changes to a bucket in portions that one request takes. What is refused while the rest of its portion succeeds is tried
//! once more, alone; a refusal does not hold back the portions after it.

use super::error::BucketError;
use crate::api::Hub;
use crate::api::buckets::batch::{FailedOperation, MOST_OPERATIONS, Operation};
use crate::ids::bucket::BucketId;

/// The outcome of many changes.
#[derive(Debug, Default)]
pub struct Outcome {
    refused: Vec<FailedOperation>,
    tried: usize,
}

impl Outcome {
    /// Makes changes in their order.
    ///
    /// # Errors
    /// Only what would fail for every change: a refusal of one is kept for [`Self::end`].
    pub async fn make(
        &mut self,
        hub: &Hub,
        bucket: &BucketId,
        operations: &[Operation<'_>],
    ) -> Result<(), BucketError> {
        for portion in operations.chunks(MOST_OPERATIONS) {
            self.tried += portion.len();
            let mut refused = hub.change_bucket(bucket, portion).await?;
            let again = retried(portion, &refused);
            if !again.is_empty() {
                refused = hub.change_bucket(bucket, &again).await?;
            }
            self.refused.append(&mut refused);
        }
        Ok(())
    }

    /// The end of it all.
    ///
    /// # Errors
    /// [`BucketError::Refused`] names all that was refused.
    pub fn end(self, bucket: &BucketId) -> Result<(), BucketError> {
        let Self { refused, tried } = self;
        match refused.is_empty() {
            true => Ok(()),
            false => Err(BucketError::Refused { bucket: bucket.to_string(), refused, of: tried }),
        }
    }

    /// Whether nothing was refused so far.
    pub fn is_clean(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Deletes files.
///
/// # Errors
/// [`BucketError::Refused`] where some did not exist.
pub async fn delete_files(hub: &Hub, bucket: &BucketId, paths: &[String]) -> Result<(), BucketError> {
    let mut outcome = Outcome::default();
    let operations: Vec<_> = paths.iter().map(|path| Operation::Delete { path }).collect();
    outcome.make(hub, bucket, &operations).await?;
    outcome.end(bucket)
}

/// What may succeed the second time: not a deletion, which failed because there is no such file, and nothing of a portion
/// that was refused as a whole.
fn retried<'a>(portion: &[Operation<'a>], refused: &[FailedOperation]) -> Vec<Operation<'a>> {
    let has_failed = |path: &str| refused.iter().any(|failed| failed.path == path);
    if refused.len() >= portion.len()
        || portion.iter().any(|one| matches!(one, Operation::Delete { path } if has_failed(path)))
    {
        return Vec::new();
    }
    portion.iter().filter(|operation| has_failed(operation.path())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::retried;
    use crate::api::buckets::batch::{EMPTY, FailedOperation, NewFile, Operation};

    fn add(path: &str) -> Operation<'_> {
        Operation::Add(NewFile { path, hash: EMPTY, modified: 0, content_type: None })
    }

    #[test]
    fn only_additions_that_failed_alone_are_tried_again() {
        let failed = |path: &str| FailedOperation { path: path.to_owned(), error: "busy".to_owned() };
        let paths = |portion: &[Operation<'_>], refused: &[FailedOperation]| {
            retried(portion, refused).iter().map(|one| one.path().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(paths(&[add("a"), add("b")], &[failed("b")]), ["b"]);
        assert!(paths(&[add("a")], &[failed("a")]).is_empty());
        assert!(paths(&[add("a"), Operation::Delete { path: "b" }], &[failed("b")]).is_empty());
    }
}
