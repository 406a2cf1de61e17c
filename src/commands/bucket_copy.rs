//! The copies of `hf cp` that begin or end in a bucket.

use std::path::PathBuf;

use anyhow::Result;

use super::carrier::folder_of;
use super::cp::{Copied, Copying, file_name, local_target, path_of_upload, shown};
use super::piped::{STDIN, received};
use super::xet_store::pour;
use crate::args::copy::Side;
use crate::args::missing::open_input;
use crate::context::Context;
use crate::ids::uri::{BucketUri, HfUri};
use crate::transfer::bucket::copy::kind_in_bucket;
use crate::transfer::bucket::download::Wanted;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::bucket::upload::New;

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
        let local = PathBuf::from(target.file_name().unwrap_or_default());
        self.carrier(cx).receive(bucket, folder_of(&target)?, &[Wanted { file, local }]).await?;
        Ok(cx.out.done("Downloaded", &Copied { src: self.sides.src(), dst: shown(&target) })?)
    }

    pub(super) async fn upload_to_bucket(&self, cx: &Context, src: Side, dst: BucketUri) -> Result<()> {
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
        self.carrier(cx).send(&dst.bucket, &[file]).await?;
        let src = if input.is_some() { "stdin" } else { self.sides.src() };
        let address = BucketUri { path, is_folder: false, ..dst };
        Ok(cx.out.done("Uploaded", &Copied { src, dst: address.to_string() })?)
    }

    pub(super) async fn copy_to_bucket(&self, cx: &Context, src: HfUri, dst: BucketUri) -> Result<()> {
        let carrier = self.carrier(cx);
        let to = kind_in_bucket(&carrier.changing()?, &dst).await?;
        carrier.copy_to_bucket(&src, &dst, to).await?;
        let dst = self.sides.dst().unwrap_or_default().to_owned();
        Ok(cx.out.done("Copied", &Copied { src: self.sides.src(), dst })?)
    }
}
