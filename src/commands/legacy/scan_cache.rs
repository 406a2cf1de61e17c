//! `hf cache scan` and `scan-cache`, which are `hf cache list` now: with their own tables, which scripts read.

use std::time::{Instant, SystemTime};

use anyhow::Result;

use crate::args::cache_dir::CacheDirArg;
use crate::base::age::time_since;
use crate::base::size::human_size;
use crate::base::time::unix_seconds;
use crate::cache::{CacheError, CachedRepo, CachedRevision, Scan};
use crate::commands::cache::list::List;
use crate::context::Context;
use crate::output::padded;
use crate::output::quantity::counted;
use crate::output::{Columns, Format};

/// List cached repos: now hf cache list
#[derive(clap::Args)]
#[command(mut_arg("cache_dir", |folder| folder.long("dir")))]
#[command(after_help = "Examples:\n  $ hf cache scan -v")]
pub struct ScanCache {
    #[command(flatten)]
    folder: CacheDirArg,
    /// Show one line per revision; repeat three times to explain problems
    #[arg(short, long, action = clap::ArgAction::Count)]
    verbose: u8,
}

/// The verbosity that says what is wrong.
const EVERYTHING: u8 = 3;

const BY_REPO: [&str; 8] =
    ["REPO ID", "REPO TYPE", "SIZE ON DISK", "NB FILES", "LAST_ACCESSED", "LAST_MODIFIED", "REFS", "LOCAL PATH"];
const BY_REVISION: [&str; 8] =
    ["REPO ID", "REPO TYPE", "REVISION", "SIZE ON DISK", "NB FILES", "LAST_MODIFIED", "REFS", "LOCAL PATH"];

type Row = [String; 8];

impl ScanCache {
    pub fn run(self, cx: &Context) -> Result<()> {
        cx.out.hint("`hf cache list` replaces this command");
        if cx.out.format() != Format::Human {
            return self.listed(cx);
        }
        let begun = Instant::now();
        let scan = match cx.cache(&self.folder).scan() {
            // No failure then as now: scripts run it on machines that are new.
            Err(error @ CacheError::Missing(_)) => return Ok(cx.out.raw(&error.to_string())?),
            scan => scan?,
        };
        for line in self.table(&scan, unix_seconds(SystemTime::now())) {
            // The Python client puts a blank behind the last cell, too.
            cx.out.raw(&(line + " "))?;
        }
        let (repos, size) = (counted(scan.repos.len(), "repo"), human_size(scan.size()));
        let took = begun.elapsed().as_secs_f64();
        cx.out.raw(&format!("\n{repos} scanned in {took:.1}s, {size} in total."))?;
        let flaws = scan.flaws().count();
        if self.verbose >= EVERYTHING {
            scan.flaws().try_for_each(|flaw| cx.out.raw(&flaw.to_string()))?;
        } else if flaws > 0 {
            cx.out.raw(&format!("{}: add -vvv for details.", counted(flaws, "warning")))?;
        }
        Ok(())
    }

    /// For programs, which did not read the older tables: as the newer command does it.
    fn listed(self, cx: &Context) -> Result<()> {
        match List::of(self.folder, self.verbose > 0).run(cx) {
            Err(error) if matches!(error.downcast_ref(), Some(CacheError::Missing(_))) => {
                Ok(cx.out.table::<()>(&[], &Columns::of(&[]))?)
            }
            outcome => outcome,
        }
    }

    fn table(&self, scan: &Scan, now: f64) -> Vec<String> {
        let mut repos: Vec<&CachedRepo> = scan.repos.iter().collect();
        repos.sort_by(|one, other| one.path.cmp(&other.path));
        let of_repo = |repo: &&CachedRepo| match self.verbose {
            0 => vec![by_repo(repo, now)],
            _ => repo.revisions.iter().map(|revision| by_revision(repo, revision, now)).collect(),
        };
        let rows: Vec<Row> = repos.iter().flat_map(of_repo).collect();
        padded(if self.verbose == 0 { &BY_REPO } else { &BY_REVISION }, &rows)
    }
}

fn by_repo(repo: &CachedRepo, now: f64) -> Row {
    [
        repo.id.clone(),
        repo.kind.to_string(),
        format!("{:>12}", human_size(repo.size())),
        format!("{:>8}", repo.blobs.len()),
        time_since(now - repo.moments.accessed),
        time_since(now - repo.moments.modified),
        repo.refs().join(", "),
        repo.path.display().to_string(),
    ]
}

fn by_revision(repo: &CachedRepo, revision: &CachedRevision, now: f64) -> Row {
    [
        repo.id.clone(),
        repo.kind.to_string(),
        revision.commit.clone(),
        format!("{:>12}", human_size(revision.size)),
        format!("{:>8}", revision.files.len()),
        time_since(now - revision.modified),
        revision.refs.join(", "),
        revision.path.display().to_string(),
    ]
}
