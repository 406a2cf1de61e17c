//! `hf cache list`.

use std::time::SystemTime;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::files;
use crate::args::cache_dir::CacheDirArg;
use crate::base::age::time_since;
use crate::base::size::human_size;
use crate::base::time::unix_seconds;
use crate::cache::{Entry, Filter, Scan, Sort};
use crate::context::Context;
use crate::output::quantity::counted;
use crate::output::{Columns, Look};

/// List cached repos, or their revisions
///
/// Damaged repos are listed and marked.
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf cache list
  $ hf cache list --revisions
  $ hf cache list ada/tiny-bert --files
  $ hf cache list --filter 'size>1GB' --filter 'accessed>30d' --sort size
  $ hf cache list --filter type=dataset --quiet")]
pub struct List {
    /// Repo whose files to list, such as model/username/name or username/name; needs --files
    #[arg(value_name = "REPO", requires = "files")]
    repo: Option<String>,
    /// Show one line per cached file, with its path and that of its content
    #[arg(long, conflicts_with_all = ["revisions", "filter", "sort", "limit"])]
    files: bool,
    #[command(flatten)]
    folder: CacheDirArg,
    /// Show one line per revision instead of one per repo
    #[arg(long)]
    revisions: bool,
    /// Filter the list, such as 'size>1GB', 'accessed>7d', 'modified<1mo', type=model or refs=main; may be repeated
    #[arg(short, long, value_name = "FILTER")]
    filter: Vec<Filter>,
    /// Sort key; newest, largest or A first unless :asc or :desc is added
    #[arg(long, value_name = "KEY", value_parser = sort_parser())]
    sort: Option<Sort>,
    /// Show at most N lines
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Explain what is wrong with damaged repos and stray files
    #[arg(long)]
    show_warnings: bool,
}

const BY_REPO: Columns = columns(&["id", "size", "last_accessed", "last_modified", "refs"], "id");
const BY_REPO_MARKED: Columns = columns(&["id", "size", "last_accessed", "last_modified", "refs", "broken"], "id");
const BY_REVISION: Columns = columns(&["id", "revision", "size", "last_modified", "refs"], "revision");
const BY_REVISION_MARKED: Columns = columns(&["id", "revision", "size", "last_modified", "refs", "broken"], "revision");

const fn columns(keys: &'static [&'static str], id: &'static str) -> Columns {
    Columns::of(keys).id(id).right(&["size"])
}

/// The texts of sizes and times are the Python client's in every mode.
#[derive(Serialize)]
struct Repo<'s> {
    id: String,
    repo_id: &'s str,
    repo_type: &'static str,
    size: String,
    last_accessed: String,
    last_modified: String,
    refs: Vec<&'s str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    broken: Vec<&'static str>,
}

#[derive(Serialize)]
struct Revision<'s> {
    id: String,
    repo_id: &'s str,
    repo_type: &'static str,
    revision: &'s str,
    snapshot_path: String,
    size: String,
    last_modified: String,
    refs: Vec<&'s str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    broken: Vec<&'static str>,
}

impl List {
    /// Every repo of a cache folder, or every revision.
    pub(in crate::commands) fn of(folder: CacheDirArg, revisions: bool) -> Self {
        Self {
            repo: None,
            files: false,
            folder,
            revisions,
            filter: Vec::new(),
            sort: None,
            limit: None,
            show_warnings: false,
        }
    }

    pub fn run(self, cx: &Context) -> Result<()> {
        let scan = cx.cache(&self.folder).scan()?;
        if self.files {
            return files::print(cx, &scan, self.repo.as_deref());
        }
        let now = unix_seconds(SystemTime::now());
        let mut entries = scan.entries(self.revisions);
        entries.retain(|entry| self.filter.iter().all(|filter| filter.shows(entry, now)));
        if let Some(sort) = self.sort {
            sort.sort(&mut entries);
        }
        entries.truncate(self.limit.unwrap_or(usize::MAX));
        self.print(cx, &entries, now)?;
        if !entries.is_empty() {
            cx.out.text(&cx.out.paint(Look::Bold, &format!("\n{}", self.sum(&scan, &entries))))?;
        }
        self.remark(cx, &scan);
        Ok(())
    }

    fn print(&self, cx: &Context, entries: &[Entry<'_>], now: f64) -> Result<()> {
        let is_marked = entries.iter().any(|entry| !entry.repo.flaws.is_empty());
        if self.revisions {
            let rows: Vec<Revision<'_>> = entries.iter().filter_map(|entry| by_revision(entry, now)).collect();
            cx.out.table(&rows, if is_marked { &BY_REVISION_MARKED } else { &BY_REVISION })?;
        } else {
            let rows: Vec<Repo<'_>> = entries.iter().map(|entry| by_repo(entry, now)).collect();
            cx.out.table(&rows, if is_marked { &BY_REPO_MARKED } else { &BY_REPO })?;
        }
        Ok(())
    }

    /// What is shown, and how much of the disk it takes: content that repos share counts once in a listing of them all.
    fn sum(&self, scan: &Scan, entries: &[Entry<'_>]) -> String {
        let (repos, revisions) = if self.revisions {
            let mut ids: Vec<String> = entries.iter().map(|entry| entry.repo.cache_id()).collect();
            ids.sort_unstable();
            ids.dedup();
            (ids.len(), entries.len())
        } else {
            (entries.len(), entries.iter().map(|entry| entry.repo.revisions.len()).sum())
        };
        let is_all = self.filter.is_empty() && self.limit.is_none();
        let size = if is_all { scan.size() } else { entries.iter().map(Entry::size).sum() };
        let (repos, revisions) = (counted(repos, "repo"), counted(revisions, "revision"));
        format!("{repos}, {revisions}, {} on disk.", human_size(size))
    }

    fn remark(&self, cx: &Context, scan: &Scan) {
        let flaws = scan.flaws().count();
        if self.show_warnings {
            scan.flaws().for_each(|flaw| cx.out.warning(&flaw.to_string()));
        } else if flaws > 0 {
            cx.out.warning(&format!("{} wrong in the cache: add --show-warnings for details", things(flaws)));
        }
        let partial: u64 = scan.partials.iter().map(|partial| partial.size).sum();
        let unused: Vec<u64> = scan.unused_payloads().map(|payload| payload.size).collect();
        for (count, what, size) in [
            (scan.partials.len(), "unfinished download", partial),
            (unused.len(), "unused shared content", unused.iter().sum()),
        ] {
            if count > 0 {
                let (what, size) = (counted(count, what), human_size(size));
                cx.out.hint(&format!("{what} ({size}) can be removed with `hf cache prune`"));
            }
        }
    }
}

fn things(count: usize) -> String {
    if count == 1 { "1 thing is".to_owned() } else { format!("{count} things are") }
}

fn marks(entry: &Entry<'_>) -> Vec<&'static str> {
    let mut marks: Vec<&str> = entry.repo.flaws.iter().map(crate::cache::Flaw::mark).collect();
    marks.sort_unstable();
    marks.dedup();
    marks
}

fn by_repo<'s>(entry: &Entry<'s>, now: f64) -> Repo<'s> {
    let repo = entry.repo;
    Repo {
        id: repo.cache_id(),
        repo_id: &repo.id,
        repo_type: repo.kind.singular(),
        size: human_size(entry.size()),
        last_accessed: time_since(now - repo.moments.accessed),
        last_modified: time_since(now - repo.moments.modified),
        refs: repo.refs(),
        broken: marks(entry),
    }
}

fn by_revision<'s>(entry: &Entry<'s>, now: f64) -> Option<Revision<'s>> {
    let (repo, revision) = (entry.repo, entry.revision?);
    Some(Revision {
        id: repo.cache_id(),
        repo_id: &repo.id,
        repo_type: repo.kind.singular(),
        revision: &revision.commit,
        snapshot_path: revision.path.to_string_lossy().into_owned(),
        size: human_size(revision.size),
        last_modified: time_since(now - revision.modified),
        refs: revision.refs.iter().map(String::as_str).collect(),
        broken: marks(entry),
    })
}

fn sort_parser() -> impl TypedValueParser<Value = Sort> {
    PossibleValuesParser::new(Sort::WORDS).try_map(|word| word.parse::<Sort>())
}
