//! `hf cache export`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;

use crate::args::cache_dir::CacheDirArg;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::progress::ProgressArg;
use crate::args::repo::TypeArg;
use crate::args::revision::RevisionArg;
use crate::cache::{Cache, CachedRepo, Scan};
use crate::context::Context;
use crate::ids::argument::RepoArgument;
use crate::output::quantity::files;
use crate::output::{Action, Out};
use crate::transfer::archive::{self, ArchiveError, Packed, PackedRepo, Packing};
use crate::transfer::background;

/// More than a pipe takes at once.
const BUFFER_BYTES: usize = 256 * 1024;
/// Of what is missing, as many are named.
const MOST_NAMES: usize = 10;

/// Pack cached repos into one file, for a machine without network access
///
/// Writes a tar archive in the cache's layout; content shared by several revisions or repos is stored once. Content is
/// checked against its hash while it is read. Unpack it with `hf cache import`.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache export openai-community/gpt2 -o gpt2.tar
  $ hf cache export model/ada/tiny-bert dataset/ada/planets -o both.tar.zst
  $ hf cache export openai-community/gpt2 --revision main -o -")]
pub struct Export {
    /// Repos, such as username/name, datasets/username/name, or an ID from `hf cache list`
    #[arg(required = true, value_name = "REPO")]
    repos: Vec<String>,
    /// File to write, compressed if it ends in .zst or .gz; - for standard output
    #[arg(short, long, value_name = "FILE", value_parser = local_path())]
    output: PathBuf,
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    revision: RevisionArg,
    /// Show what would be packed, without writing it
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    folder: CacheDirArg,
    #[command(flatten)]
    progress: ProgressArg,
}

#[derive(Serialize)]
struct Exported<'a> {
    path: &'a Path,
    repos: usize,
    revisions: usize,
    files: usize,
    size: u64,
    /// Files of the revisions that are not in it.
    missing: usize,
}

impl Export {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let is_stream = self.output.as_os_str() == "-";
        if is_stream && !self.dry_run && cx.out.settings().terminals.stdout {
            return Err(Misuse("refusing to write an archive to a terminal: use a pipe or a file".to_owned()).into());
        }
        let packing = Packing::of_name(&self.output).ok_or_else(|| {
            Misuse("cannot write this kind of archive: use a name that ends in .tar, .tar.gz or .tar.zst".to_owned())
        })?;
        let packed = Arc::new(self.packed(&cx.cache(&self.folder))?);
        packed.repos.iter().for_each(|repo| remark(cx, repo));
        if !self.dry_run {
            let meter = Arc::new(cx.out.meter(self.progress.progress, Action::Export));
            let (work, shown, path, out) =
                (Arc::clone(&packed), Arc::clone(&meter), self.output.clone(), cx.out.clone());
            background::run(move |interrupted| {
                if !is_stream {
                    return archive::export_file(&work, &path, packing, &*shown, interrupted);
                }
                let mut target = BufWriter::with_capacity(BUFFER_BYTES, StandardOutput(out));
                archive::export(&work, &mut target, Packing::Plain, &*shown, interrupted)?;
                target.flush().map_err(ArchiveError::Write)
            })
            .await??;
            meter.finish();
        }
        if is_stream && !self.dry_run {
            return Ok(());
        }
        let message = if self.dry_run { "Would export" } else { "Exported" };
        let contents = packed.contents();
        Ok(cx.out.done(
            message,
            &Exported {
                path: &self.output,
                repos: packed.repos.len(),
                revisions: packed.repos.iter().map(|repo| repo.commits().len()).sum(),
                files: contents.len(),
                size: contents.values().sum(),
                missing: packed.repos.iter().map(|repo| repo.missing.len()).sum(),
            },
        )?)
    }

    fn packed(&self, cache: &Cache) -> Result<Packed> {
        let scan = cache.scan()?;
        let mut packed = Packed::default();
        for typed in &self.repos {
            let found = self.find(&scan, typed)?;
            let repo = PackedRepo::of_cache(cache, found, self.revision.revision.as_ref())?;
            if packed.repos.iter().all(|known| known.repo != repo.repo) {
                packed.repos.push(repo);
            }
        }
        Ok(packed)
    }

    /// By its id in listings of the cache, or as everywhere else.
    fn find<'s>(&self, scan: &'s Scan, typed: &str) -> Result<&'s CachedRepo> {
        let as_typed = || {
            let Ok(argument) = typed.parse::<RepoArgument>();
            let repo = argument.resolve(self.kind.given())?;
            anyhow::Ok(scan.find_repo(&format!("{}/{}", repo.kind(), repo.id())))
        };
        let position = match scan.find_repo(typed) {
            Some(position) => Some(position),
            None => as_typed()?,
        };
        Ok(position.map(|position| &scan.repos[position]).ok_or_else(|| ArchiveError::NoRepo(typed.to_owned()))?)
    }
}

/// What the archive will not have. It may be meant so: then a line is enough.
fn remark(cx: &Context, repo: &PackedRepo) {
    let of = format!("{}/{}", repo.repo.kind(), repo.repo.id());
    for (paths, why) in [
        (&repo.missing, "not in the cache, and so not in the archive"),
        (&repo.left_out, "not of the revision by its listing, and left out"),
    ] {
        if !paths.is_empty() {
            let named: Vec<&str> = paths.iter().take(MOST_NAMES).map(|(_, path)| path.as_str()).collect();
            let more = if paths.len() > MOST_NAMES { ", ..." } else { "" };
            cx.out.warning(&format!("{of}: {}: {why}: {}{more}", files(paths.len()), named.join(", ")));
        }
    }
}

/// The archive among all that is printed.
struct StandardOutput(Out);

impl Write for StandardOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.bytes(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
