//! What is printed of a commit that a verb made.

use anyhow::Result;
use serde::Serialize;

use crate::context::Context;
use crate::transfer::upload::changes::Committed;

/// What people read when all is committed already.
pub(super) const NOTHING: &str = "Nothing to commit: all files are up to date";

#[derive(Serialize)]
struct Printed<'a> {
    commit_url: &'a str,
    oid: &'a str,
    pr_url: Option<&'a str>,
    pr_num: Option<u64>,
}

/// Prints the commit, or that there was nothing to commit.
pub(super) fn print(cx: &Context, committed: &Committed) -> Result<()> {
    if !committed.is_new {
        return print_unchanged(cx, committed, NOTHING);
    }
    Ok(cx.out.done("Committed", &printed(committed))?)
}

/// Prints that there was nothing to do, in these words, and the commit that is there.
pub(super) fn print_unchanged(cx: &Context, committed: &Committed, words: &str) -> Result<()> {
    Ok(cx.out.unchanged(words, &printed(committed))?)
}

fn printed(committed: &Committed) -> Printed<'_> {
    Printed {
        commit_url: &committed.url,
        oid: &committed.oid,
        pr_url: committed.pull_request.as_deref(),
        pr_num: committed.pull_request_num(),
    }
}
