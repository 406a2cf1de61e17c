//! `hf cache import`.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;

use crate::args::cache_dir::CacheDirArg;
use crate::args::local_path::local_path;
use crate::args::missing::open_input;
use crate::args::progress::ProgressArg;
use crate::context::Context;
use crate::output::Action;
use crate::transfer::archive::Importer;
use crate::transfer::background;

/// Add the repos of a `hf cache export` archive to the cache
///
/// All content is checked against its hash. Content that is already cached is skipped, so an interrupted import resumes
/// when it is repeated. Branches and tags then point to what they point to in the archive.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache import gpt2.tar
  $ hf cache import both.tar.zst --dry-run
  $ hf cache import - < gpt2.tar")]
pub struct Import {
    /// Archive, compressed with Zstandard or not; - for standard input
    #[arg(value_parser = local_path())]
    file: PathBuf,
    /// Show what would be added, without writing it
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    folder: CacheDirArg,
    #[command(flatten)]
    progress: ProgressArg,
}

#[derive(Serialize)]
struct Imported {
    path: PathBuf,
    repos: usize,
    revisions: usize,
    /// Contents that are new.
    files: usize,
    size: u64,
    /// Contents that were here.
    present: usize,
}

impl Import {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let cache = cx.cache(&self.folder);
        let archive: Box<dyn Read + Send> =
            if self.file.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(open_input(&self.file)?) };
        let meter = Arc::new(cx.out.meter(self.progress.progress, Action::Import));
        let (shown, dry_run, path) = (Arc::clone(&meter), self.dry_run, cache.root().to_owned());
        let imported = background::run(move |interrupted| {
            let importer = Importer { cache: &cache, progress: &*shown, interrupted };
            if dry_run { importer.look(archive) } else { importer.import(archive) }
        });
        let imported = imported.await??;
        if !self.dry_run {
            meter.finish();
        }
        let message = if self.dry_run { "Would import" } else { "Imported" };
        Ok(cx.out.done(
            message,
            &Imported {
                path,
                repos: imported.repos,
                revisions: imported.revisions,
                files: imported.new,
                size: imported.bytes,
                present: imported.present,
            },
        )?)
    }
}
