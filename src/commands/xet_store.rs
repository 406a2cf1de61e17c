//! The store in which buckets keep content.

use std::ops::Range;

use anyhow::{Result, bail};

use crate::api::Hub;
use crate::api::buckets::files::BucketFile;
use crate::context::Context;
use crate::ids::bucket::BucketId;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::xet::Xet;

/// The store, also where Xet is switched off: there is no other way to and from a bucket.
pub(super) fn xet_store(cx: &Context, hub: &Hub) -> Result<Xet> {
    match Xet::new(hub, &cx.xet_settings()) {
        Some(xet) => Ok(xet),
        None => bail!("this build cannot transfer files of buckets: it was made without the feature 'xet'"),
    }
}

/// What takes bytes as they come.
pub(super) type Sink<'a> = dyn FnMut(&[u8]) -> Result<()> + 'a;

/// Prints a part of a file of a bucket as it comes; nothing is kept.
pub(super) async fn pour(
    cx: &Context,
    hub: &Hub,
    (bucket, file): (&BucketId, &BucketFile),
    part: Range<u64>,
) -> Result<()> {
    read_part(cx, hub, (bucket, file), (part, &mut |chunk| Ok(cx.out.bytes(chunk)?))).await
}

/// Reads a part of a file of a bucket as it comes.
pub(super) async fn read_part(
    cx: &Context,
    hub: &Hub,
    (bucket, file): (&BucketId, &BucketFile),
    (part, sink): (Range<u64>, &mut Sink<'_>),
) -> Result<()> {
    let (xet, content) = (xet_store(cx, hub)?, hub.bucket_content(bucket, file));
    let reading = xet.read(&content, file.size, part, cx.config.download_timeout).await;
    let mut reading = reading.map_err(BucketError::from)?;
    while let Some(chunk) = reading.next().await.map_err(BucketError::from)? {
        sink(&chunk)?;
    }
    Ok(())
}
