//! Content carried between this machine, repos and buckets: what `hf cp` and the verbs of `hf fs` do alike once they know what
//! goes where. Prints nothing but progress and warnings.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};

use super::xet_store::xet_store;
use crate::api::Hub;
use crate::api::commits::Destination;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::cache_dir::CacheDirArg;
use crate::args::commit::CommitArgs;
use crate::args::limits::LimitArgs;
use crate::args::progress::ProgressArg;
use crate::args::token::TokenArg;
use crate::base::fs::{Staging, Temporary, create_folder};
use crate::cache::LocalDir;
use crate::context::Context;
use crate::ids::bucket::BucketId;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};
use crate::output::{Action, Meter, ProgressMode};
use crate::transfer::bucket::changes::Outcome;
use crate::transfer::bucket::copy;
use crate::transfer::bucket::download::{Receiver, Wanted};
use crate::transfer::bucket::upload::{New, Uploader};
use crate::transfer::download::select::Selection;
use crate::transfer::download::{self, Downloader, Order, Target};
use crate::transfer::placing::Kind;
use crate::transfer::upload;
use crate::transfer::upload::changes::{Change, ChangeSet, Committed};

/// For one file.
const MOST_CONNECTIONS: usize = 32;

/// What every transfer of a run has in common.
pub(super) struct Carrier<'a> {
    pub cx: &'a Context,
    pub token: &'a TokenArg,
    pub progress: ProgressMode,
    pub limits: &'a LimitArgs,
    /// Files that may hold secrets.
    pub secrets: AllowSecretArg,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(cx: &'a Context, token: &'a TokenArg, (progress, limits): (&ProgressArg, &'a LimitArgs)) -> Self {
        Self { cx, token, progress: progress.progress, limits, secrets: AllowSecretArg::default() }
    }

    /// The Hub, for reading.
    pub(super) fn hub(&self) -> Result<Hub> {
        Ok(self.limits.patient(self.cx.hub(self.token)?))
    }

    /// The Hub, for changes.
    pub(super) fn changing(&self) -> Result<Hub> {
        Ok(self.hub()?.for_changes())
    }

    /// A folder beside others that ends with the returned value.
    pub(super) fn aside(&self, beside: &Path) -> Result<Temporary> {
        Temporary::folder(beside).with_context(|| format!("cannot write to '{}'", beside.display()))
    }

    /// Downloads files of a repo below a folder of this run; their content is checked against its hash. Returns the path
    /// of the file if there is only one.
    pub(super) async fn fetch(
        &self,
        src: &RepoUri,
        paths: Vec<String>,
        (folder, meter): (&Path, &Arc<Meter>),
    ) -> Result<PathBuf> {
        let cx = self.cx;
        let workers = if paths.iter().all(|path| !path.is_empty() && !path.ends_with('/')) { 1 } else { 8 };
        let usual = cx.download_options();
        let options = download::Options {
            workers,
            connections: MOST_CONNECTIONS,
            bytes_a_second: self.limits.bytes_a_second(),
            idle_timeout: self.limits.stall_timeout().unwrap_or(usual.idle_timeout),
            xet: cx.xet().filter(|_| self.limits.allow_xet()),
            ..usual
        };
        let cache = cx.cache(&CacheDirArg::default()).repo(&src.repo);
        let order = Order {
            repo: src.repo.clone(),
            revision: src.revision.clone().unwrap_or_default(),
            selection: Selection::new(paths, Vec::new(), Vec::new()),
            target: Target::Folder { folder: LocalDir::new(folder.to_owned()), cache },
        };
        let downloader = Downloader::new(self.hub()?, options, Arc::<Meter>::clone(meter));
        Ok(downloader.run(downloader.plan(&order).await?).await?)
    }

    /// Downloads a file of a repo to its place, where it appears once it is complete. A run that is cut off is continued by
    /// the next one.
    pub(super) async fn download_file(&self, src: &RepoUri, target: &Path) -> Result<()> {
        let staging = self.staging(&folder_of(target)?, &format!("{src} {}", target.display()))?;
        let meter = Arc::new(self.cx.out.meter(self.progress, Action::Download));
        let file = self.fetch(src, vec![src.path.clone()], (staging.path(), &meter)).await?;
        fs::rename(&file, target).with_context(|| format!("cannot write '{}'", target.display()))?;
        staging.finish();
        meter.finish();
        Ok(())
    }

    /// A folder beside others for the transfer of that name.
    pub(super) fn staging(&self, beside: &Path, name: &str) -> Result<Staging> {
        Staging::open(beside, name).with_context(|| format!("cannot write to '{}'", beside.display()))
    }

    /// Downloads files of a bucket to their places below a folder.
    pub(super) async fn receive(&self, bucket: &BucketId, folder: PathBuf, files: &[Wanted]) -> Result<()> {
        let hub = self.hub()?;
        let xet = xet_store(self.cx, &hub)?;
        let meter = Arc::new(self.cx.out.meter(self.progress, Action::Download));
        let idle = self.limits.stall_timeout().unwrap_or(self.cx.config.download_timeout);
        let (pace, progress) = (self.limits.pace(), Arc::clone(&meter) as _);
        let receiver = Receiver { hub: &hub, xet: &xet, bucket, folder, idle, pace, progress };
        receiver.receive(files).await?;
        meter.finish();
        Ok(())
    }

    /// Uploads files to a bucket.
    pub(super) async fn send(&self, bucket: &BucketId, files: &[New]) -> Result<()> {
        let hub = self.changing()?;
        let xet = xet_store(self.cx, &hub)?;
        let meter = self.cx.out.meter(self.progress, Action::Upload);
        let mut outcome = Outcome::default();
        let (stall, pace) = (self.limits.stall_timeout(), self.limits.pace());
        let uploader = Uploader { hub: &hub, xet: &xet, bucket, stall, pace, progress: &meter };
        uploader.send(files, &mut outcome).await?;
        outcome.end(bucket)?;
        meter.finish();
        Ok(())
    }

    /// Copies a file or folder of the Hub into a bucket, where `to` stands. Content that the store does not have goes by way
    /// of this machine.
    pub(super) async fn copy_to_bucket(&self, src: &HfUri, dst: &BucketUri, to: Kind) -> Result<()> {
        let hub = self.changing()?;
        let src = match src {
            HfUri::Bucket(src) => return Ok(copy::between_buckets(&hub, src, dst, to).await?),
            HfUri::Repo(src) => src,
        };
        let copies = copy::from_repo(&hub, src, dst, to).await?;
        copies.share(&hub, &dst.bucket).await?;
        if copies.others.is_empty() {
            return Ok(());
        }
        let folder = self.aside(&self.cx.config.paths.temporary)?;
        let paths = copies.others.iter().map(|(source, _)| source.clone()).collect();
        let meter = Arc::new(self.cx.out.meter(ProgressMode::None, Action::Download));
        self.fetch(src, paths, (folder.path(), &meter)).await?;
        let new = copies
            .others
            .iter()
            .map(|(source, target)| New::of_file(&folder.path().join(source), target.clone()).map(New::written_now));
        self.send(&dst.bucket, &new.collect::<Result<Vec<_>, _>>()?).await
    }

    /// Makes one commit. The message is used where none was typed.
    pub(super) async fn commit(
        &self,
        to: &RepoUri,
        (args, message): (&CommitArgs, String),
        changes: Vec<Change>,
    ) -> Result<Committed> {
        let (cx, hub) = (self.cx, self.changing()?);
        let revision = to.revision.clone().unwrap_or_default();
        let set = ChangeSet {
            to: Destination { repo: to.repo.clone(), revision, create_pr: args.create_pr },
            message: args.commit_message.clone().unwrap_or(message),
            description: args.description(),
            parent: args.parent_commit.clone(),
            changes,
            xet: cx.xet().filter(|_| self.limits.allow_xet()),
            options: upload::Options {
                stall_timeout: self.limits.stall_timeout(),
                bytes_a_second: self.limits.bytes_a_second(),
                ..cx.upload_options(&self.secrets)
            },
        };
        let prepared = set.prepare(&hub).await?;
        prepared.remarks.iter().for_each(|remark| cx.out.warning(remark));
        let meter = Arc::new(cx.out.meter(self.progress, Action::Copy));
        Ok(prepared.run(&hub, meter).await?)
    }
}

/// The folder that a file is to be in; it is created if it is missing.
pub(super) fn folder_of(file: &Path) -> Result<PathBuf> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder(folder).with_context(|| format!("cannot create '{}'", folder.display()))?;
    Ok(folder.to_owned())
}
