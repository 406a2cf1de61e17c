//! `hf download`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use serde::Serialize;

use super::variant::Weights;
use crate::args::cache_dir::CacheDirArg;
use crate::args::limits::LimitArgs;
use crate::args::link_mode::LinkMode;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::patterns::PatternArgs;
use crate::args::place::{Place, PlaceArgs};
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::args::variant::VariantArgs;
use crate::base::glob::Patterns;
use crate::base::size::{human_size, total};
use crate::cache::{Cache, LocalDir, RepoCache};
use crate::context::Context;
use crate::output::quantity::files;
use crate::output::{Action, Columns};
use crate::transfer::download::select::Selection;
use crate::transfer::download::{Downloader, Options, Order, Plan, PlannedFile, Target};

/// Files in flight when the user sets no limit; how many requests they make at once is found out by trying.
const FILES_AT_ONCE: usize = 128;

/// Download files from the Hub
///
/// Prints the path of the result: a file, a snapshot folder in the cache, or the --local-dir folder.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf download openai-community/gpt2
  $ hf download openai-community/gpt2 config.json tokenizer.json
  $ hf download openai-community/gpt2 --include '*.safetensors' --revision main
  $ hf download datasets/HuggingFaceH4/ultrachat_200k data/ --local-dir ./ultrachat
  $ hf download openai-community/gpt2 --local-dir ./gpt2 --link-mode auto
  $ hf download bartowski/Qwen2.5-7B-Instruct-GGUF:Q4_K_M
  $ hf download bartowski/Qwen2.5-7B-Instruct-GGUF --fit 24G --context 32768
  $ hf download hf://spaces/gradio/hello_world@main/README.md")]
pub struct Download {
    #[command(flatten)]
    place: PlaceArgs,
    /// Files, folders (ending with a slash) or patterns to download; defaults to all files
    filenames: Vec<String>,
    #[command(flatten)]
    patterns: PatternArgs,
    #[command(flatten)]
    variant: VariantArgs,
    #[command(flatten)]
    folder: CacheDirArg,
    /// Download into this folder instead of the cache, keeping the paths of the repo
    #[arg(long, value_name = "DIR", value_parser = local_path(), conflicts_with = "cache_dir")]
    local_dir: Option<PathBuf>,
    /// Download into the cache and link the files into --local-dir instead of copying, where possible
    #[arg(long, value_enum, value_name = "MODE", requires = "local_dir")]
    link_mode: Option<LinkMode>,
    /// Download files again even if they are present
    #[arg(long)]
    force_download: bool,
    /// Show what would be downloaded, without downloading it
    #[arg(long)]
    dry_run: bool,
    /// Skip checking files against their hashes
    #[arg(long)]
    no_verify: bool,
    /// Maximum number of files to download at once; chosen automatically by default
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    max_workers: Option<u16>,
    /// Maximum number of connections per file
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..))]
    connections: u16,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Downloaded<'a> {
    path: &'a Path,
}

#[derive(Serialize)]
struct DryRunRow<'a> {
    file: &'a str,
    size: String,
}

impl Download {
    pub async fn run(mut self, cx: &Context) -> Result<()> {
        self.take_variant()?;
        let cache = cx.cache(&self.folder);
        let mut order = self.order(&cache)?;
        let meter = Arc::new(cx.out.meter(self.progress.progress, Action::Download));
        let usual = cx.download_options();
        let options = Options {
            force: self.force_download,
            dry_run: self.dry_run,
            verify: !self.no_verify,
            workers: self.max_workers.map_or(FILES_AT_ONCE, usize::from),
            connections: usize::from(self.connections),
            bytes_a_second: self.limits.bytes_a_second(),
            idle_timeout: self.limits.stall_timeout().unwrap_or(usual.idle_timeout),
            xet: cx.xet().filter(|_| self.limits.allow_xet()),
            ..usual
        };
        let hub = self.limits.patient(cx.hub(&self.token)?);
        if self.variant.is_given() {
            let weights = Weights { cx, hub: &hub, repo: &order.repo, revision: &order.revision };
            order.selection = self.of_variant(weights.chosen(&self.variant).await?)?;
        }
        let downloader = Downloader::new(hub, options, meter.clone());
        let plan = downloader.plan(&order).await?;
        if self.dry_run {
            return print_dry_run(cx, &plan, self.force_download);
        }
        let path = downloader.run(plan).await?;
        meter.finish();
        if cache.had_to_copy() && !cx.config.disable_symlinks && !cx.config.disable_symlinks_warning {
            cx.out
                .warning("the cache folder does not support symlinks: each revision keeps its own copy of every file");
        }
        Ok(cx.out.done("Downloaded", &Downloaded { path: &path })?)
    }

    /// A variant may stand behind the repo.
    fn take_variant(&mut self) -> Result<(), Misuse> {
        if let Some(name) = self.place.take_variant() {
            if self.variant.variant.is_some() || self.variant.fit.is_some() {
                let text = format!("the repo includes the variant '{name}': remove --variant and --fit");
                return Err(Misuse(text));
            }
            self.variant.variant = Some(name);
        }
        if self.variant.is_given() && !self.filenames.is_empty() {
            return Err(Misuse("a variant cannot be combined with file names: use --include".to_owned()));
        }
        Ok(())
    }

    /// The files of a variant that the patterns leave.
    fn of_variant(&self, mut files: Vec<String>) -> Result<Selection> {
        let PatternArgs { include, exclude } = &self.patterns;
        let patterns = Patterns::new(include, exclude);
        files.retain(|path| patterns.admits(path));
        if files.is_empty() {
            bail!("the patterns leave nothing of the variant");
        }
        Ok(Selection::new(files, Vec::new(), Vec::new()))
    }

    /// What the words mean together.
    fn order(&self, cache: &Cache) -> Result<Order> {
        let Place { repo, revision, path, is_folder } = self.place.resolve()?;
        let path = path.map(|path| if is_folder { path + "/" } else { path });
        if let Some(path) = path.as_ref().filter(|_| !self.filenames.is_empty()) {
            let both = format!("a path in the hf:// address ('{path}') cannot be combined with file names");
            return Err(Misuse(both).into());
        }
        if self.filenames.iter().any(String::is_empty) {
            return Err(Misuse("a file name is empty".into()).into());
        }
        let names = path.into_iter().chain(self.filenames.iter().map(|name| plain(name))).collect();
        let PatternArgs { include, exclude } = self.patterns.clone();
        let selection = Selection::new(names, include, exclude);
        let target = self.target(cache.repo(&repo));
        Ok(Order { repo, revision: revision.unwrap_or_default(), selection, target })
    }

    fn target(&self, cache: RepoCache) -> Target {
        match (self.local_dir.clone().map(LocalDir::new), self.link_mode) {
            (None, _) => Target::Cache(cache),
            (Some(folder), None) => Target::Folder { folder, cache },
            (Some(folder), Some(mode)) => Target::Linked { cache, folder, only: mode.only() },
        }
    }
}

/// A path as the repo has it: `./a//b` is `a/b`, and a slash at the end stays.
fn plain(name: &str) -> String {
    let parts: Vec<_> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    // What begins at the root of a file system is refused for what it is.
    if name.starts_with('/') || parts.is_empty() {
        return name.to_owned();
    }
    parts.join("/") + if name.ends_with('/') { "/" } else { "" }
}

fn print_dry_run(cx: &Context, plan: &Plan, force: bool) -> Result<()> {
    let is_fetched = |present: bool| force || !present;
    let fetched: Vec<_> = plan.files.iter().filter(|file| is_fetched(file.is_present)).collect();
    let sizes: Option<Vec<u64>> = fetched.iter().map(|file| file.size).collect();
    let total = sizes.map(total).map_or_else(|| "an unknown size".to_owned(), human_size);
    let all = files(plan.files.len());
    cx.out.text(&match fetched.len() {
        0 => format!("[dry-run] Would download 0 of {all}: all files are present."),
        count => format!("[dry-run] Would download {count} of {all}, {total}."),
    })?;
    let size = |size: Option<u64>| size.map_or_else(|| "-".to_owned(), human_size);
    let row = |file: &PlannedFile| size(file.size.filter(|_| is_fetched(file.is_present)));
    let rows: Vec<_> = plan.files.iter().map(|file| DryRunRow { file: &file.path, size: row(file) }).collect();
    Ok(cx.out.table(&rows, &Columns::of_rows())?)
}
