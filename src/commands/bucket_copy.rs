//! The copies of `hf cp` that begin or end in a bucket.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};

use super::cp::{Copied, Copying, file_name, folder_of, local_target, path_of_upload, shown};
use super::piped::{STDIN, received};
use super::xet_store::{pour, xet_store};
use crate::api::Hub;
use crate::args::copy::Side;
use crate::args::missing::open_input;
use crate::base::fs::Temporary;
use crate::context::Context;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};
use crate::output::{Action, ProgressMode};
use crate::transfer::bucket::changes::Outcome;
use crate::transfer::bucket::copy;
use crate::transfer::bucket::download::{Receiver, Wanted};
use crate::transfer::bucket::error::BucketError;
use crate::transfer::bucket::upload::{New, Uploader};

impl Copying {
    pub(super) async fn download_from_bucket(&self, cx: &Context, src: BucketUri, dst: Side) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        let BucketUri { bucket, path, .. } = &src;
        let found = hub.bucket_files_at(bucket, &[path]).await?.into_iter().find(|file| file.path == *path);
        let missing = || BucketError::Missing { bucket: bucket.to_string(), path: path.clone() };
        let file = found.ok_or_else(missing)?;
        let Some(target) = local_target(dst, file_name(path)) else {
            return if file.size == 0 { Ok(()) } else { pour(cx, &hub, (bucket, &file), 0..file.size).await };
        };
        let xet = xet_store(cx, &hub)?;
        let meter = Arc::new(cx.out.meter(self.progress.progress, Action::Download));
        let receiver = Receiver {
            hub: &hub,
            xet: &xet,
            bucket,
            folder: folder_of(&target)?,
            idle: cx.config.download_timeout,
            progress: Arc::clone(&meter) as _,
        };
        let local = PathBuf::from(target.file_name().unwrap_or_default());
        receiver.receive(&[Wanted { file, local }]).await?;
        meter.finish();
        Ok(cx.out.done("Downloaded", &Copied { src: self.sides.src(), dst: shown(&target) })?)
    }

    pub(super) async fn upload_to_bucket(&self, cx: &Context, src: Side, dst: BucketUri) -> Result<()> {
        let hub = cx.hub(&self.token)?.for_changes();
        let path = path_of_upload(self.sides.src(), (&dst.path, dst.is_folder));
        // What came through a pipe is kept until it is sent.
        let (file, input) = match src {
            Side::Local(local) => {
                open_input(&local)?;
                (New::of_file(&local, path.clone())?, None)
            }
            Side::Stream | Side::Remote(_) => {
                let input = received(cx, STDIN).await?;
                (New::of_file(input.path(), path.clone())?.written_now(), Some(input))
            }
        };
        self.send(cx, &hub, (&dst, &[file])).await?;
        let src = if input.is_some() { "stdin" } else { self.sides.src() };
        let address = BucketUri { path, is_folder: false, ..dst };
        Ok(cx.out.done("Uploaded", &Copied { src, dst: address.to_string() })?)
    }

    async fn send(&self, cx: &Context, hub: &Hub, (dst, files): (&BucketUri, &[New])) -> Result<()> {
        let xet = xet_store(cx, hub)?;
        let meter = cx.out.meter(self.progress.progress, Action::Upload);
        let mut outcome = Outcome::default();
        let uploader = Uploader { hub, xet: &xet, bucket: &dst.bucket, progress: &meter };
        uploader.send(files, &mut outcome).await?;
        outcome.end(&dst.bucket)?;
        meter.finish();
        Ok(())
    }

    pub(super) async fn copy_to_bucket(&self, cx: &Context, src: HfUri, dst: BucketUri) -> Result<()> {
        let hub = cx.hub(&self.token)?.for_changes();
        match &src {
            HfUri::Bucket(src) => copy::between_buckets(&hub, src, &dst).await?,
            HfUri::Repo(src) => {
                let copies = copy::from_repo(&hub, src, &dst).await?;
                copies.share(&hub, &dst.bucket).await?;
                if !copies.others.is_empty() {
                    self.carry(cx, &hub, (src, &dst, &copies.others)).await?;
                }
            }
        }
        let dst = self.sides.dst().unwrap_or_default().to_owned();
        Ok(cx.out.done("Copied", &Copied { src: self.sides.src(), dst })?)
    }

    /// Copies files that the store does not have by way of this machine. Each is named by its path in the repo and in the
    /// bucket.
    async fn carry(
        &self,
        cx: &Context,
        hub: &Hub,
        (src, dst, files): (&RepoUri, &BucketUri, &[(String, String)]),
    ) -> Result<()> {
        let beside = &cx.config.paths.temporary;
        let folder = Temporary::folder(beside).with_context(|| format!("cannot write to '{}'", beside.display()))?;
        let paths = files.iter().map(|(source, _)| source.clone()).collect();
        let meter = Arc::new(cx.out.meter(ProgressMode::None, Action::Download));
        self.fetch(cx, (src.clone(), paths), folder.path(), &meter).await?;
        let new = files
            .iter()
            .map(|(source, target)| New::of_file(&folder.path().join(source), target.clone()).map(New::written_now));
        self.send(cx, hub, (dst, &new.collect::<Result<Vec<_>, _>>()?)).await
    }
}
