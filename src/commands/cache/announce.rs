//! What removing verbs share: the list of what goes, and the removal itself.

use std::error::Error as _;

use anyhow::Result;
use serde::Serialize;

use crate::base::size::human_size;
use crate::cache::{CacheError, Chosen, Outcome, Remnant, Removal, Scan};
use crate::context::Context;

/// Names every repo, and every revision of those of which something stays.
pub(super) fn list_chosen(cx: &Context, scan: &Scan, chosen: &Chosen) -> Result<()> {
    for (at, revisions) in chosen.iter() {
        let repo = &scan.repos[at];
        let id = repo.cache_id();
        if chosen.is_whole(scan, at) {
            cx.out.line(&format!("  {id} (whole repo)"))?;
            continue;
        }
        cx.out.line(&format!("  {id}:"))?;
        for revision in revisions.map(|at| &repo.revisions[at]) {
            let refs = if revision.is_detached() { "detached".to_owned() } else { revision.refs.join(", ") };
            cx.out.line(&format!("    {} [{refs}] {}", revision.commit, human_size(revision.size)))?;
        }
    }
    Ok(())
}

/// What was removed, and the paths of what could not be.
#[derive(Serialize)]
struct Told<T> {
    #[serde(flatten)]
    result: T,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<String>,
}

/// Removes it and tells of what is gone in the words and the values of `tell`; then fails if something could not be
/// removed.
pub(super) fn carry_out<T: Serialize>(
    cx: &Context,
    removal: &Removal,
    tell: impl FnOnce(&Outcome) -> (String, T),
) -> Result<()> {
    let outcome = removal.run();
    remark(cx, &outcome);
    if outcome.is_worth_telling() {
        let (what, result) = tell(&outcome);
        let failed = outcome.remnants.iter().map(|remnant| remnant.path.display().to_string()).collect();
        cx.out.done(&format!("Removed {what}"), &Told { result, failed })?;
    }
    fail(cx, outcome.remnants)
}

/// Says what was left alone.
pub(super) fn remark(cx: &Context, outcome: &Outcome) {
    outcome.remarks.iter().for_each(|remark| cx.out.warning(&remark.to_string()));
}

/// The first of what could not be removed is why the command fails.
pub(super) fn fail(cx: &Context, remnants: Vec<Remnant>) -> Result<()> {
    let mut remnants = remnants.into_iter();
    let Some(first) = remnants.next() else { return Ok(()) };
    remnants.for_each(|remnant| cx.out.warning(&with_cause(&remnant.error)));
    Err(first.error.into())
}

fn with_cause(error: &CacheError) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
