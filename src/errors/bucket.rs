//! What can be done about changes to a bucket, and about files to and from it, that failed.

use super::Exit;
use super::explanation::Explanation;
use super::hub::hub;
use crate::context::Used;
use crate::transfer::bucket::error::BucketError;

/// Refused changes that are named one by one.
const NAMED: usize = 10;

pub(super) fn explain(error: &BucketError, used: Option<&Used>) -> Explanation {
    match error {
        BucketError::Hub(error) => hub(error, used),
        BucketError::Refused { refused, .. } => {
            let mut reasons: Vec<String> =
                refused.iter().take(NAMED).map(|failed| format!("{}: {}", failed.path, failed.error)).collect();
            if refused.len() > NAMED {
                reasons.push(format!("and {} more", refused.len() - NAMED));
            }
            let own = Explanation::own_words(Exit::Failure);
            Explanation { cause: Some(reasons.join("\n  ")), ..own }
        }
    }
}
