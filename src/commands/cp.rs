//! `hf cp`, and the copy that other verbs of that name are.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::carrier::Carrier;
use super::piped::{STDIN, received};
use crate::args::commit::CommitArgs;
use crate::args::copy::{Copy, CopyArgs, Holder, Side};
use crate::args::limits::LimitArgs;
use crate::args::missing::open_input;
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::uri::RepoUri;
use crate::output::{Action, ProgressMode};
use crate::transfer::upload::changes::{Change, NewContent, copy_between, kind_in_repo};

/// Bytes that are read at a time.
const PIECE: usize = 1 << 20;

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
    pub(super) limits: LimitArgs,
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
        let carrier = self.carrier(cx);
        let Some(target) = local_target(dst, file_name(&src.path)) else {
            let folder = carrier.aside(&cx.config.paths.temporary)?;
            // Beside a stream there is nothing to be read.
            let meter = Arc::new(cx.out.meter(ProgressMode::None, Action::Download));
            return pour(cx, &carrier.fetch(&src, vec![src.path.clone()], (folder.path(), &meter)).await?);
        };
        carrier.download_file(&src, &target).await?;
        Ok(cx.out.done("Downloaded", &Copied { src: self.sides.src(), dst: shown(&target) })?)
    }

    async fn upload(&self, cx: &Context, src: Side, dst: RepoUri) -> Result<()> {
        let (local, input) = match src {
            Side::Local(path) => (path, None),
            Side::Stream | Side::Remote(_) => {
                let input = received(cx, STDIN).await?;
                (input.path().to_owned(), Some(input))
            }
        };
        open_input(&local)?;
        let path = path_of_upload(self.sides.src(), (&dst.path, dst.is_folder));
        let changes = vec![Change::Add { path: path.clone(), content: NewContent::File(local) }];
        let words = (&CommitArgs::default(), format!("Upload {path} with hf"));
        self.carrier(cx).commit(&dst, words, changes).await?;
        let src = if input.is_some() { "stdin" } else { self.sides.src() };
        let address = RepoUri { path, is_folder: false, ..dst };
        Ok(cx.out.done("Uploaded", &Copied { src, dst: address.to_string() })?)
    }

    async fn copy(&self, cx: &Context, src: RepoUri, dst: RepoUri) -> Result<()> {
        let carrier = self.carrier(cx);
        let hub = carrier.changing()?;
        // One after the other: two answers as long as answers may be are too much for a small machine.
        let to = kind_in_repo(&hub, &dst).await?;
        let change = copy_between(&hub, &src, &dst, to).await?;
        let message = format!("Copy files from {}/{}", src.repo.kind().plural(), src.repo);
        carrier.commit(&dst, (&CommitArgs::default(), message), vec![change]).await?;
        let dst = self.sides.dst().unwrap_or_default().to_owned();
        Ok(cx.out.done("Copied", &Copied { src: self.sides.src(), dst })?)
    }

    pub(super) fn carrier<'a>(&'a self, cx: &'a Context) -> Carrier<'a> {
        Carrier::new(cx, &self.token, (&self.progress, &self.limits))
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
