//! `hf cache add`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde::Serialize;

use crate::args::cache_dir::CacheDirArg;
use crate::args::link_mode::LinkMode;
use crate::args::local_path::local_path;
use crate::args::misuse::Misuse;
use crate::args::repo::TypeArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::argument::RepoArgument;
use crate::transfer::download::adopt::{Adoption, Means};
use crate::transfer::download::{Downloader, Options};

/// Add a local file to the cache instead of downloading it
///
/// Its place is found by its hash: only the repo's file list is requested, no content.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache add ./model.safetensors --repo openai-community/gpt2
  $ hf cache add /mnt/disk/weights.bin --repo ada/model --path weights.bin --move
  $ hf cache add train.csv --repo datasets/ada/data --revision v1.0 --dry-run")]
pub struct Add {
    /// File to add
    #[arg(value_parser = local_path())]
    file: PathBuf,
    /// Repo it belongs to, such as username/name or datasets/username/name
    #[arg(long, value_name = "REPO_ID")]
    repo: RepoArgument,
    /// Path in the repo; found by content by default
    #[arg(long)]
    path: Option<String>,
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    revision: RevisionArg,
    /// How to put the content into the cache
    #[arg(long, value_enum, value_name = "MODE", default_value = "auto")]
    link_mode: LinkMode,
    /// Move the file into the cache
    #[arg(long = "move", conflicts_with = "link_mode")]
    moves: bool,
    /// Show where the file belongs, without changing anything
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    folder: CacheDirArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Added<'a> {
    path: PathBuf,
    files: &'a [String],
    commit: &'a str,
}

impl Add {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve(self.kind.given())?;
        let adoption = Adoption {
            cache: cx.cache(&self.folder).repo(&repo),
            repo,
            revision: self.revision.revision.clone().unwrap_or_default(),
            path: self.path.clone(),
            means: self.means()?,
            file: self.file,
        };
        let downloader = Downloader::new(cx.hub(&self.token)?, Options::default(), Arc::new(()));
        let adopted = downloader.find_content(&adoption).await?;
        let files = adopted.paths.as_slice();
        if self.dry_run {
            let path = adoption.cache.entry_path(&adopted.commit, &files[0])?;
            return Ok(cx.out.done("Would add", &Added { path, files, commit: &adopted.commit })?);
        }
        let places = downloader.adopt(&adoption, &adopted).await?;
        let path = places.into_iter().next().unwrap_or_default();
        Ok(cx.out.done("Added", &Added { path, files, commit: &adopted.commit })?)
    }

    fn means(&self) -> Result<Means, Misuse> {
        match (self.moves, self.link_mode) {
            (true, _) if self.file.is_symlink() => {
                Err(Misuse(format!("'{}' is a symbolic link: name its target instead", self.file.display())))
            }
            (true, _) => Ok(Means::Move),
            (false, LinkMode::Symlink) => Err(Misuse("the cache cannot hold symbolic links to other files".to_owned())),
            (false, mode) => Ok(mode.only().map_or(Means::Any, Means::Only)),
        }
    }
}
