//! `hf sync`, and `hf buckets sync`, which is the same.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::xet_store::xet_store;
use crate::api::Hub;
use crate::api::buckets::NewBucket;
use crate::args::confirm::YesArg;
use crate::args::limits::LimitArgs;
use crate::args::local_path::local_text;
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::args::patterns::PatternArgs;
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::base::glob::Patterns;
use crate::context::Context;
use crate::ids::uri::{BucketUri, HfUri};
use crate::output::{Action as Verb, Format, quantity};
use crate::transfer::progress::Progress;
use crate::transfer::sync::compare::{Direction, Rules};
use crate::transfer::sync::filter::Filter;
use crate::transfer::sync::plan::{Action, Plan, Summary};
use crate::transfer::sync::{Engine, Order, Prepared, Route};

/// Sync a local folder with a bucket, in one direction
///
/// Files are compared by size and time, or with --checksum by content. --delete takes effect only after all transfers have succeeded.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf sync ./data hf://buckets/ada/data
  $ hf sync hf://buckets/ada/data/logs ./logs --include '*.log'
  $ hf sync ./data hf://buckets/ada/data --checksum
  $ hf sync ./data hf://buckets/ada/data --delete --plan plan.jsonl
  $ hf sync --apply plan.jsonl")]
pub struct Sync {
    #[command(flatten)]
    syncing: Syncing,
}

/// What both verbs take.
#[derive(clap::Args)]
pub(super) struct Syncing {
    /// Folder of this machine, or hf://buckets/namespace/name[/path]
    #[arg(value_parser = local_text(), value_hint = clap::ValueHint::AnyPath)]
    source: Option<String>,
    /// The other side: a bucket, or a folder, which is created
    #[arg(value_parser = local_text(), value_hint = clap::ValueHint::AnyPath)]
    dest: Option<String>,
    /// Delete files at the destination that the source does not have
    #[arg(long, overrides_with = "no_delete")]
    delete: bool,
    #[arg(long, hide = true, overrides_with = "delete")]
    no_delete: bool,
    /// Compare sizes only, not times
    #[arg(long)]
    ignore_times: bool,
    /// Compare times only, not sizes
    #[arg(long)]
    ignore_sizes: bool,
    /// Compare the content of files of equal size instead of their times; reads all of them
    #[arg(long, conflicts_with_all = ["ignore_times", "ignore_sizes", "apply"])]
    checksum: bool,
    /// Save the plan as JSON lines instead of carrying it out
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Carry out a plan that was saved
    #[arg(long, value_name = "FILE")]
    apply: Option<PathBuf>,
    /// Print the plan as JSON lines instead of carrying it out
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    patterns: PatternArgs,
    /// Read rules from a file: one per line, '+ PATTERN' or '- PATTERN'; the first that matches decides
    #[arg(long, value_name = "FILE")]
    filter_from: Option<PathBuf>,
    /// Only update files that exist at the destination
    #[arg(long)]
    existing: bool,
    /// Only create files that do not exist at the destination
    #[arg(long)]
    ignore_existing: bool,
    /// Create the bucket if it does not exist
    #[arg(long)]
    create: bool,
    /// Show each file and why it is transferred, deleted or skipped
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Synced<'a> {
    source: &'a str,
    dest: &'a str,
    #[serde(flatten)]
    summary: Summary,
}

impl Sync {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.syncing.carry_out(cx).await
    }
}

impl Syncing {
    pub(super) async fn carry_out(&self, cx: &Context) -> Result<()> {
        self.check()?;
        let hub = self.limits.patient(cx.hub(&self.token)?.for_changes());
        let prepared = match &self.apply {
            Some(file) => self.saved(&hub, file).await?,
            None => self.order()?.prepare(&hub, &xet_store(cx, &hub)?).await?,
        };
        prepared.remarks.iter().for_each(|remark| cx.out.warning(remark));
        if self.dry_run {
            return Ok(prepared.plan.write(|line| cx.out.json_text(line.trim_end()))?);
        }
        let plan = &prepared.plan;
        if let Some(file) = &self.plan {
            save(plan, file).with_context(|| format!("cannot write '{}'", file.display()))?;
            report(cx, plan)?;
            prose(cx, &format!("Plan saved to: {}", file.display()))?;
            cx.out.hint(&format!("carry it out with `hf sync --apply {}`", file.display()));
            return Ok(());
        }
        report(cx, plan)?;
        self.run(cx, &hub, &prepared).await
    }

    /// Options that make no sense together, found before anything is read.
    fn check(&self) -> Result<(), Misuse> {
        let misuse = |text: &str| Err(Misuse(text.to_owned()));
        let is_planned = self.source.is_some() || self.dest.is_some() || self.dry_run || self.plan.is_some();
        let has_rules = self.delete || self.ignore_times || self.ignore_sizes || self.existing || self.ignore_existing;
        let has_filter =
            self.filter_from.is_some() || !self.patterns.include.is_empty() || !self.patterns.exclude.is_empty();
        match self {
            Self { apply: Some(_), .. } if is_planned || has_rules || has_filter => {
                misuse("--apply carries out a plan as it is: remove the folders and all options that make a plan")
            }
            Self { ignore_times: true, ignore_sizes: true, .. } => {
                misuse("--ignore-times and --ignore-sizes cannot be used together")
            }
            Self { existing: true, ignore_existing: true, .. } => {
                misuse("--existing and --ignore-existing cannot be used together")
            }
            Self { dry_run: true, plan: Some(_), .. } => misuse("--dry-run and --plan cannot be used together"),
            _ => Ok(()),
        }
    }

    fn order(&self) -> Result<Order> {
        let (Some(source), Some(dest)) = (&self.source, &self.dest) else {
            return Err(Misuse("expected a source and a destination, or --apply FILE".to_owned()).into());
        };
        let rules = match &self.filter_from {
            Some(file) => fs::read_to_string(file).map_err(UnreadableInput::at(file))?,
            None => String::new(),
        };
        Ok(Order {
            route: route(source, dest)?,
            rules: Rules {
                ignore_times: self.ignore_times,
                ignore_sizes: self.ignore_sizes,
                checksum: self.checksum,
                existing: self.existing,
                ignore_existing: self.ignore_existing,
                delete: self.delete,
            },
            filter: Filter::new(&rules, Patterns::new(&self.patterns.include, &self.patterns.exclude)),
            source: source.clone(),
            dest: dest.clone(),
        })
    }

    async fn saved(&self, hub: &Hub, file: &Path) -> Result<Prepared> {
        let text = fs::read_to_string(file).map_err(UnreadableInput::at(file))?;
        let plan = Plan::read(&text).with_context(|| format!("cannot carry out '{}'", file.display()))?;
        Ok(Prepared::again(hub, route(&plan.source, &plan.dest)?, plan).await?)
    }

    async fn run(&self, cx: &Context, hub: &Hub, prepared: &Prepared) -> Result<()> {
        let plan = &prepared.plan;
        let summary = plan.summary();
        if self.verbose {
            plan.operations.iter().try_for_each(|one| {
                let doing = match one.action {
                    Action::Upload => "Uploading",
                    Action::Download => "Downloading",
                    Action::Delete => "Deleting",
                    Action::Skip => "Skipping",
                };
                verbose_line(cx, &format!("  {doing}: {} ({})", one.path, one.reason))
            })?;
        }
        if summary.uploads + summary.downloads + summary.deletes == 0 {
            prose(cx, "Nothing to sync.")?;
            return done(cx, plan);
        }
        if summary.deletes > 0 {
            let what = quantity::files(summary.deletes);
            self.yes.confirm_at_terminal(&cx.out, &format!("Delete {what} from '{}' for good?", plan.dest))?;
        }
        if prepared.is_bucket_missing && self.create {
            let bucket = &prepared.route().place.bucket;
            hub.create_bucket_if_missing(Some(bucket.namespace()), bucket.name(), &NewBucket::default()).await?;
        }
        prose(cx, "Syncing...")?;
        let xet = xet_store(cx, hub)?;
        let meter = Arc::new(cx.out.meter(self.progress.progress, Verb::Sync));
        let progress = Arc::clone(&meter) as Arc<dyn Progress>;
        let stall = self.limits.stall_timeout();
        let idle = stall.unwrap_or(cx.config.download_timeout);
        prepared.run(&Engine { hub, xet: &xet, idle, stall, pace: self.limits.pace(), progress }).await?;
        meter.finish();
        prose(cx, "Sync completed.")?;
        done(cx, plan)
    }
}

/// The two sides, one of which is on the Hub.
fn route(source: &str, dest: &str) -> Result<Route> {
    let misuse = |text: String| Err(Misuse(text).into());
    match (side(source)?, side(dest)?) {
        (None, Some(place)) => match Path::new(source).is_dir() {
            true => Ok(Route { direction: Direction::Up, folder: source.into(), place }),
            false => misuse(format!("the source '{source}' is not a folder on this machine")),
        },
        (Some(place), None) => match Path::new(dest).is_file() {
            true => misuse(format!("the destination '{dest}' is a file: expected a folder")),
            false => Ok(Route { direction: Direction::Down, folder: dest.into(), place }),
        },
        (Some(_), Some(_)) => misuse("two buckets cannot be synced: copy files on the Hub with `hf cp`".to_owned()),
        (None, None) => misuse("one of the two sides must be a bucket, such as hf://buckets/username/name".to_owned()),
    }
}

/// A bucket; `None` for a folder of this machine.
fn side(text: &str) -> Result<Option<BucketUri>> {
    if !HfUri::is_meant_by(text) {
        return Ok(None);
    }
    match text.parse()? {
        HfUri::Bucket(uri) => Ok(Some(uri)),
        HfUri::Repo(uri) => {
            let text = format!("'{uri}' is a repo, which cannot be synced: use `hf upload` or `hf download`");
            Err(Misuse(text).into())
        }
    }
}

fn save(plan: &Plan, file: &Path) -> io::Result<()> {
    let mut file = io::BufWriter::new(fs::File::create(file)?);
    plan.write(|line| file.write_all(line.as_bytes()))?;
    file.flush()
}

/// How much the plan does, for people and agents.
fn report(cx: &Context, plan: &Plan) -> Result<()> {
    let Summary { uploads, downloads, deletes, skips, .. } = plan.summary();
    prose(cx, &format!("Sync plan: {} -> {}", plan.source, plan.dest))?;
    for (name, count) in [("Uploads", uploads), ("Downloads", downloads), ("Deletes", deletes), ("Skips", skips)] {
        prose(cx, &format!("  {name}: {count}"))?;
    }
    Ok(())
}

fn prose(cx: &Context, text: &str) -> Result<()> {
    Ok(cx.out.line(text)?)
}

/// For scripts too: they have asked for it.
fn verbose_line(cx: &Context, text: &str) -> Result<()> {
    match cx.out.format() {
        Format::Quiet => Ok(cx.out.raw(text)?),
        _ => prose(cx, text),
    }
}

/// What was done, for programs.
fn done(cx: &Context, plan: &Plan) -> Result<()> {
    let Plan { source, dest, .. } = plan;
    match cx.out.format() {
        Format::Json => Ok(cx.out.object(&Synced { source, dest, summary: plan.summary() })?),
        _ => Ok(()),
    }
}
