//! `hf cache prune`.

use std::time::SystemTime;

use anyhow::Result;
use serde::Serialize;

use super::announce::{carry_out, list_chosen, remark};
use crate::args::cache_dir::CacheDirArg;
use crate::args::confirm::ProceedArgs;
use crate::base::age::Age;
use crate::base::size::{ByteSize, human_size};
use crate::base::time::unix_seconds;
use crate::cache::{Policy, Pruning};
use crate::context::Context;
use crate::output::quantity::counted;

/// Remove unused data from the cache
///
/// Removes revisions that no branch or tag points to, unfinished downloads, and shared content that no repo uses.
/// Revisions downloaded by commit hash are kept unless --detached is given; running downloads are left alone.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache prune
  $ hf cache prune --dry-run
  $ hf cache prune --detached --yes
  $ hf cache prune --older-than 30d --keep-last 1
  $ hf cache prune --max-size 200G --yes")]
pub struct Prune {
    /// Also remove revisions downloaded by commit hash
    #[arg(long)]
    detached: bool,
    /// Also remove revisions not used for this long, such as 30d or 6mo
    #[arg(long, value_name = "AGE", value_parser = Age::with_unit)]
    older_than: Option<Age>,
    /// Keep the N most recently used revisions of each repo; on its own, removes all others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep_last: Option<u32>,
    /// Also remove the least recently used revisions until the cache fits this size, such as 200G
    #[arg(long, value_name = "SIZE")]
    max_size: Option<ByteSize>,
    #[command(flatten)]
    folder: CacheDirArg,
    #[command(flatten)]
    proceed: ProceedArgs,
}

#[derive(Serialize)]
struct Pruned {
    revisions_deleted: usize,
    incomplete_deleted: usize,
    shared_blobs_deleted: usize,
    freed: String,
}

#[derive(Serialize)]
struct WouldPrune {
    dry_run: bool,
    revisions: usize,
    incomplete: usize,
    shared_blobs: usize,
    size: String,
}

impl Prune {
    pub fn run(self, cx: &Context) -> Result<()> {
        let scan = cx.cache(&self.folder).scan()?;
        let policy = Policy {
            detached: self.detached,
            older_than: self.older_than.map(|age| age.0),
            keep_last: self.keep_last.map(|count| count as usize),
            max_size: self.max_size.map(|size| size.0),
        };
        let pruning = policy.plan(&scan, unix_seconds(SystemTime::now()));
        self.remark(cx, &pruning);
        if pruning.is_empty() {
            if !self.proceed.dry_run {
                // What an earlier removal moved away before it was killed.
                remark(cx, &pruning.removal.run());
            }
            return Ok(cx.out.text("Nothing to prune.")?);
        }
        let (revisions, incomplete) = (pruning.chosen.counts(&scan).revisions, pruning.partials.len());
        let (shared_blobs, size) = (pruning.payloads, human_size(pruning.removal.freed()));
        let what = summary(revisions, incomplete, shared_blobs);
        cx.out.text(&format!("{what} to remove, {size}{}", if revisions > 0 { ":" } else { "" }))?;
        list_chosen(cx, &scan, &pruning.chosen)?;
        if self.proceed.dry_run {
            let would = WouldPrune { dry_run: true, revisions, incomplete, shared_blobs, size };
            return Ok(cx.out.done("Dry run: nothing was removed", &would)?);
        }
        self.proceed.yes.confirm(&cx.out, &format!("Remove {what}?"))?;
        carry_out(cx, &pruning.removal, |outcome| {
            let pruned = Pruned {
                revisions_deleted: outcome.counts.revisions,
                incomplete_deleted: outcome.partials,
                shared_blobs_deleted: outcome.payloads,
                freed: human_size(outcome.freed),
            };
            (summary(outcome.counts.revisions, outcome.partials, outcome.payloads), pruned)
        })
    }

    fn remark(&self, cx: &Context, pruning: &Pruning) {
        if pruning.spared > 0 {
            let what = counted(pruning.spared, "revision");
            cx.out.hint(&format!("{what} downloaded by hash will be kept: add --detached to remove them"));
        }
        if self.max_size.is_some_and(|most| pruning.left > most.0) {
            let left = human_size(pruning.left);
            cx.out.warning(&format!("{left} will remain, more than --max-size: nothing else can be removed"));
        }
    }
}

fn summary(revisions: usize, incomplete: usize, shared_blobs: usize) -> String {
    let parts = [(revisions, "revision"), (incomplete, "unfinished download"), (shared_blobs, "unused shared content")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| counted(count, noun));
    let mut parts: Vec<String> = parts.collect();
    let last = parts.pop().unwrap_or_default();
    if last.is_empty() {
        "nothing".to_owned()
    } else if parts.is_empty() {
        last
    } else {
        format!("{} and {last}", parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn only_what_there_is_is_summed_up() {
        assert_eq!(summary(0, 0, 0), "nothing");
        assert_eq!(summary(1, 0, 0), "1 revision");
        assert_eq!(summary(0, 2, 1), "2 unfinished downloads and 1 unused shared content");
        assert_eq!(summary(2, 1, 2), "2 revisions, 1 unfinished download and 2 unused shared contents");
    }
}
