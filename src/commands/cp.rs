//! `hf cp`, and the copy that other verbs of that name are.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::piped::{STDIN, received};
use crate::api::commits::Destination;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::cache_dir::CacheDirArg;
use crate::args::copy::{Copy, CopyArgs, Holder, Side};
use crate::args::missing::open_input;
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::base::fs::Temporary;
use crate::cache::LocalDir;
use crate::context::Context;
use crate::ids::uri::RepoUri;
use crate::output::{Action, Meter, ProgressMode};
use crate::transfer::download::select::Selection;
use crate::transfer::download::{self, Downloader, Order, Target};
use crate::transfer::upload::changes::{Change, ChangeSet, NewContent, copy_between};

/// Bytes that are read at a time.
const PIECE: usize = 1 << 20;
/// For one file.
const MOST_CONNECTIONS: usize = 32;

/// Copy a file to or from a repo or a bucket, or files on the Hub
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cp hf://ada/tiny-bert/config.json .
  $ hf cp weights.bin hf://ada/tiny-bert/
  $ hf cp hf://datasets/ada/planets@v1.0/data/ hf://datasets/my-org/data/
  $ hf cp weights.bin hf://buckets/ada/data/
  $ hf cp hf://ada/tiny-bert/config.json - | jq .hidden_size
  $ date | hf cp - hf://ada/tiny-bert/updated.txt")]
pub struct Cp {
    #[command(flatten)]
    copying: Copying,
}

/// What every verb that copies takes.
#[derive(clap::Args)]
pub(super) struct Copying {
    #[command(flatten)]
    pub(super) sides: CopyArgs,
    #[command(flatten)]
    pub(super) progress: ProgressArg,
    #[command(flatten)]
    pub(super) token: TokenArg,
}

#[derive(Serialize)]
pub(super) struct Copied<'a> {
    pub src: &'a str,
    pub dst: String,
}

impl Cp {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.copying.carry_out(cx, Holder::Any).await
    }
}

impl Copying {
    pub(super) async fn carry_out(&self, cx: &Context, expected: Holder) -> Result<()> {
        match self.sides.resolve(expected)? {
            Copy::Download { src, dst } => self.download(cx, src, dst).await,
            Copy::Upload { src, dst } => self.upload(cx, src, dst).await,
            Copy::OnHub { src, dst } => self.copy(cx, src, dst).await,
            Copy::FromBucket { src, dst } => self.download_from_bucket(cx, src, dst).await,
            Copy::ToBucket { src, dst } => self.upload_to_bucket(cx, src, dst).await,
            Copy::IntoBucket { src, dst } => self.copy_to_bucket(cx, src, dst).await,
        }
    }

    async fn download(&self, cx: &Context, src: RepoUri, dst: Side) -> Result<()> {
        let target = local_target(dst, file_name(&src.path));
        let beside = match &target {
            Some(target) => folder_of(target)?,
            None => cx.config.paths.temporary.clone(),
        };
        let folder = Temporary::folder(&beside).with_context(|| format!("cannot write to '{}'", beside.display()))?;
        // Beside a stream there is nothing to be read.
        let mode = if target.is_some() { self.progress.progress } else { ProgressMode::None };
        let meter = Arc::new(cx.out.meter(mode, Action::Download));
        let paths = vec![src.path.clone()];
        let file = self.fetch(cx, (src, paths), folder.path(), &meter).await?;
        let Some(target) = target else { return pour(cx, &file) };
        std::fs::rename(&file, &target).with_context(|| format!("cannot write '{}'", target.display()))?;
        meter.finish();
        Ok(cx.out.done("Downloaded", &Copied { src: self.sides.src(), dst: shown(&target) })?)
    }

    /// Downloads files of a repo below a folder that is empty; what comes is checked against its hash. Returns the path of
    /// the file if it is one.
    pub(super) async fn fetch(
        &self,
        cx: &Context,
        (src, paths): (RepoUri, Vec<String>),
        folder: &Path,
        meter: &Arc<Meter>,
    ) -> Result<PathBuf> {
        let options =
            download::Options { workers: 1, connections: MOST_CONNECTIONS, xet: cx.xet(), ..cx.download_options() };
        let cache = cx.cache(&CacheDirArg::default()).repo(&src.repo);
        let order = Order {
            repo: src.repo,
            revision: src.revision.unwrap_or_default(),
            selection: Selection::new(paths, Vec::new(), Vec::new()),
            target: Target::Folder { folder: LocalDir::new(folder.to_owned()), cache },
        };
        let downloader = Downloader::new(cx.hub(&self.token)?, options, Arc::<Meter>::clone(meter));
        Ok(downloader.run(downloader.plan(&order).await?).await?)
    }

    async fn upload(&self, cx: &Context, src: Side, dst: RepoUri) -> Result<()> {
        let (local, input) = match src {
            Side::Local(path) => (path, None),
            Side::Stream | Side::Remote(_) => {
                let input = received(cx, STDIN).await?;
                (input.path().to_owned(), Some(input))
            }
        };
        let is_input = input.is_some();
        open_input(&local)?;
        let path = path_of_upload(self.sides.src(), (&dst.path, dst.is_folder));
        let address = RepoUri { path: path.clone(), is_folder: false, ..dst.clone() };
        let changes = vec![Change::Add { path: path.clone(), content: NewContent::File(local) }];
        self.commit(cx, dst, format!("Upload {path} with hf"), changes).await?;
        let src = if is_input { "stdin" } else { self.sides.src() };
        Ok(cx.out.done("Uploaded", &Copied { src, dst: address.to_string() })?)
    }

    async fn copy(&self, cx: &Context, src: RepoUri, dst: RepoUri) -> Result<()> {
        let change = copy_between(&cx.hub(&self.token)?.for_changes(), &src, &dst).await?;
        let message = format!("Copy files from {}/{}", src.repo.kind().plural(), src.repo);
        self.commit(cx, dst, message, vec![change]).await?;
        let dst = self.sides.dst().unwrap_or_default().to_owned();
        Ok(cx.out.done("Copied", &Copied { src: self.sides.src(), dst })?)
    }

    async fn commit(&self, cx: &Context, to: RepoUri, message: String, changes: Vec<Change>) -> Result<()> {
        let hub = cx.hub(&self.token)?.for_changes();
        let set = ChangeSet {
            to: Destination { repo: to.repo, revision: to.revision.unwrap_or_default(), create_pr: false },
            message,
            description: String::new(),
            parent: None,
            changes,
            xet: cx.xet(),
            options: cx.upload_options(&AllowSecretArg::default()),
        };
        let prepared = set.prepare(&hub).await?;
        prepared.remarks.iter().for_each(|remark| cx.out.warning(remark));
        let meter = Arc::new(cx.out.meter(self.progress.progress, Action::Copy));
        prepared.run(&hub, meter).await?;
        Ok(())
    }
}

/// Where a file of that name goes on this machine; `None` for standard output.
pub(super) fn local_target(dst: Side, name: &str) -> Option<PathBuf> {
    match dst {
        Side::Local(path) if path.is_dir() || ends_in_slash(&path) => Some(path.join(name)),
        Side::Local(path) => Some(path),
        Side::Stream | Side::Remote(_) => None,
    }
}

/// The path of a file that was written, as it is printed.
pub(super) fn shown(target: &Path) -> String {
    target.strip_prefix(".").unwrap_or(target).display().to_string()
}

/// The folder that a file is to be in; it is created if it is missing.
pub(super) fn folder_of(file: &Path) -> Result<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create '{}'", folder.display()))?;
    Ok(folder.to_owned())
}

/// The path that a file gets on the Hub: in a folder it keeps its name.
pub(super) fn path_of_upload(src: &str, (place, is_folder): (&str, bool)) -> String {
    match place {
        "" => file_name(src).to_owned(),
        folder if is_folder => format!("{folder}/{}", file_name(src)),
        path => path.to_owned(),
    }
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn ends_in_slash(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(b"/")
}

/// Prints a file as it is.
fn pour(cx: &Context, file: &Path) -> Result<()> {
    let mut file = std::fs::File::open(file).context("cannot read what was downloaded")?;
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece).context("cannot read what was downloaded")? {
            0 => return Ok(()),
            length => cx.out.bytes(&piece[..length])?,
        }
    }
}
