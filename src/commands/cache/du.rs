//! `hf cache du`.

use std::cmp::Reverse;

use anyhow::Result;
use serde::Serialize;

use crate::args::cache_dir::CacheDirArg;
use crate::base::size::human_size;
use crate::cache::CacheError;
use crate::cache::usage::{Part, Usage, below};
use crate::context::Context;
use crate::output::{Columns, Look};

/// Show disk usage
///
/// Counts allocated space: repos, shared content, unfinished downloads, locks, the Xet cache, and files of other
/// libraries.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache du
  $ hf cache du --json")]
pub struct DiskUsage {
    #[command(flatten)]
    folder: CacheDirArg,
}

#[derive(Serialize)]
struct Row {
    /// `hub`, `xet` or `assets`.
    cache: &'static str,
    name: String,
    size: String,
    files: usize,
    bytes: u64,
}

const COLUMNS: Columns = Columns::of(&["cache", "name", "size", "files"]).id("name").right(&["size"]);

impl DiskUsage {
    pub fn run(self, cx: &Context) -> Result<()> {
        let mut rows = Vec::new();
        match cx.cache(&self.folder).usage() {
            Ok(parts) => rows.extend(parts.into_iter().map(|(part, usage)| row("hub", name(part), usage))),
            // The other caches may be there.
            Err(CacheError::Missing(_)) if self.folder.cache_dir.is_none() => {}
            Err(error) => return Err(error.into()),
        }
        let paths = &cx.config.paths;
        for (cache, folder) in [("xet", &paths.xet_cache), ("assets", &paths.assets_cache)] {
            rows.extend(below(folder).into_iter().map(|(name, usage)| row(cache, name, usage)));
        }
        rows.sort_by_key(|row| Reverse(row.bytes));
        cx.out.table(&rows, &COLUMNS)?;
        if !rows.is_empty() {
            let total = human_size(rows.iter().map(|row| row.bytes).sum());
            cx.out.text(&cx.out.paint(Look::Bold, &format!("\n{total} in total.")))?;
        }
        Ok(())
    }
}

fn row(cache: &'static str, name: String, usage: Usage) -> Row {
    Row { cache, name, size: human_size(usage.bytes), files: usage.files, bytes: usage.bytes }
}

fn name(part: Part) -> String {
    match part {
        Part::Repo(id) => id,
        Part::Shared => "(shared content)".to_owned(),
        Part::Partials => "(unfinished downloads)".to_owned(),
        Part::Locks => "(locks)".to_owned(),
        Part::Other => "(other)".to_owned(),
    }
}
