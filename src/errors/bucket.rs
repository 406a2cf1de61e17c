//! What can be done about changes to a bucket, and about files to and from it, that failed.

use super::explanation::Explanation;
use super::hub::hub;
use super::{Exit, local, transfer};
use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::context::Used;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::sync::plan::PlanError;
use crate::transfer::xet::XetError;

/// Refused changes that are named one by one.
const NAMED: usize = 10;

pub(super) fn explain(error: &BucketError, used: Option<&Used>) -> Explanation {
    let own = Explanation::own_words;
    match error {
        BucketError::Hub(error) => refused(error, used),
        BucketError::Xet(XetError::Token { source }) => refused(source, used),
        BucketError::Xet(error) => transfer::xet(error, used),
        BucketError::Upload(error) => transfer::upload(error, used),
        BucketError::Download(error) => transfer::download(error, used),
        BucketError::Local { source, .. } => local::disk(source),
        BucketError::UnsafeName(_) => own(Exit::Failure).try_this("skip such files with --exclude"),
        BucketError::Missing { bucket, .. } => own(Exit::NotFound).try_this(format!(
            "list the files with `hf buckets list {bucket} -R`; end the name of a folder with a slash"
        )),
        BucketError::Changed { paths } => {
            let explanation = own(Exit::Integrity).try_this("run the command again when no other process is writing");
            Explanation { cause: Some(some(paths.iter().cloned())), ..explanation }
        }
        BucketError::Refused { refused, .. } => {
            let reasons = refused.iter().map(|failed| format!("{}: {}", failed.path, failed.error));
            Explanation { cause: Some(some(reasons)), ..own(Exit::Failure) }
        }
    }
}

pub(super) fn plan(error: &PlanError) -> Explanation {
    match error {
        PlanError::Empty | PlanError::NoHeader | PlanError::Line { .. } => {
            Explanation::own_words(Exit::Failure).try_this("make a new plan with `hf sync SOURCE DEST --plan FILE`")
        }
    }
}

fn refused(error: &HubError, used: Option<&Used>) -> Explanation {
    let explanation = hub(error, used);
    match error.is(RefusalKind::RepoNotFound) {
        true => explanation.try_this("create a bucket with `hf buckets create`, or by `hf sync --create`"),
        false => explanation,
    }
}

fn some(items: impl ExactSizeIterator<Item = String>) -> String {
    let more = items.len().saturating_sub(NAMED);
    let mut named: Vec<String> = items.take(NAMED).collect();
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    named.join("\n  ")
}
