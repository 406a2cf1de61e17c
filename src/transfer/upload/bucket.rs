//! A folder of this machine brought to a folder of a bucket: what is there already, by its size and its time, is not
//! sent again. Deletes nothing.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::UploadError;
use super::content::{Source, aside};
use super::put::STALL;
use super::told::{outgoing, send_told};
use crate::api::Hub;
use crate::api::buckets::batch::{EMPTY, MOST_OPERATIONS, NewFile, Operation};
use crate::api::buckets::files::{BucketEntry, BucketFile};
use crate::base::fs::{LocalFile, files_under};
use crate::base::media_type::media_type;
use crate::ids::bucket::BucketId;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::xet::{Sha256, Xet};

/// Clocks and file systems that differ by less are taken to agree.
const SLACK: Duration = Duration::from_millis(1000);
/// A folder cannot be empty in a bucket: this file stands for it.
const PLACEHOLDER: &str = ".keep";

/// A folder in a bucket.
#[derive(Debug, Clone)]
pub struct BucketFolder {
    /// It must exist.
    pub bucket: BucketId,
    /// The folder in it, without slashes around it.
    pub path: String,
}

/// What became of the files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Synced {
    /// Files that were sent.
    pub sent: usize,
    /// Files that the bucket had.
    pub unchanged: usize,
}

/// One file and its path in the bucket.
struct New {
    path: String,
    source: Source,
}

/// Brings all files below `folder` to the bucket; an empty folder gets a placeholder.
///
/// # Errors
/// Any [`UploadError`]; what was sent by then stays. [`UploadError::Content`] names files that the bucket refused.
pub async fn send_to_bucket(
    hub: &Hub,
    xet: &Xet,
    folder: &Path,
    to: &BucketFolder,
    progress: &dyn Progress,
) -> Result<Synced, UploadError> {
    hub.bucket(&to.bucket).await?;
    let remote = files_in(hub, to).await?;
    let here = folder.to_owned();
    let found = aside(move || files_under(&here)).await?;
    if found.is_empty() {
        add_placeholder(hub, to, &remote).await?;
    }
    let all = found.len();
    let is_new = |file: &LocalFile| remote.get(&file.path).is_none_or(|remote| differs(file, remote));
    let new = found.iter().filter(|file| is_new(file));
    let new: Vec<New> =
        new.map(|file| New { path: to.path_of(&file.path), source: Source::of_listed(folder, file) }).collect();
    if !new.is_empty() {
        progress.on(Event::Planned { files: new.len(), bytes: new.iter().map(|file| file.source.size).sum() });
    }
    for portion in new.chunks(MOST_OPERATIONS) {
        send(hub, xet, &to.bucket, portion, progress).await?;
    }
    Ok(Synced { sent: new.len(), unchanged: all - new.len() })
}

impl BucketFolder {
    fn path_of(&self, below: &str) -> String {
        format!("{}/{below}", self.path)
    }
}

/// The files below the folder, by their paths in it.
async fn files_in(hub: &Hub, folder: &BucketFolder) -> Result<HashMap<String, BucketFile>, UploadError> {
    let mut files = HashMap::new();
    let mut pages = hub.bucket_tree(&folder.bucket, &folder.path, true);
    while let Some(page) = pages.next().await? {
        for entry in page {
            let BucketEntry::File(file) = entry else { continue };
            let below = file.path.strip_prefix(&folder.path).and_then(|rest| rest.strip_prefix('/'));
            if let Some(below) = below.map(str::to_owned) {
                files.insert(below, file);
            }
        }
    }
    Ok(files)
}

fn differs(local: &LocalFile, remote: &BucketFile) -> bool {
    let theirs = remote.mtime.map_or(0, |time| time.milliseconds());
    let slack = i64::try_from(SLACK.as_millis()).unwrap_or(0);
    local.size != remote.size || milliseconds(local.stamp.modified) > theirs + slack
}

async fn send(
    hub: &Hub,
    xet: &Xet,
    bucket: &BucketId,
    files: &[New],
    progress: &dyn Progress,
) -> Result<(), UploadError> {
    let with_content = || files.iter().filter(|file| file.source.size > 0);
    let mut hashes = Vec::new();
    if with_content().next().is_some() {
        let sending = xet.send(&hub.bucket_write_route(bucket), STALL).await?;
        let told = with_content().map(|file| (file.path.as_str(), file.source.size)).collect();
        let contents = with_content().map(|file| outgoing(&file.source, Sha256::Unneeded)).collect();
        hashes = send_told(sending, contents, told, progress).await?;
    }
    let mut hashes = hashes.into_iter().map(|stored| stored.hash);
    let mut named = Vec::new();
    for file in files {
        file.source.check()?;
        let hash = if file.source.size == 0 { None } else { hashes.next() };
        named.push((file, hash.unwrap_or_else(|| EMPTY.to_owned())));
    }
    let new = named.iter().map(|(file, hash)| {
        Operation::Add(NewFile {
            path: &file.path,
            hash,
            modified: milliseconds(file.source.stamp.modified),
            content_type: media_type(&file.path),
        })
    });
    add(hub, bucket, &new.collect::<Vec<_>>()).await
}

async fn add_placeholder(
    hub: &Hub,
    to: &BucketFolder,
    remote: &HashMap<String, BucketFile>,
) -> Result<(), UploadError> {
    if !remote.is_empty() {
        return Ok(());
    }
    let path = to.path_of(PLACEHOLDER);
    let modified = milliseconds(SystemTime::now());
    add(hub, &to.bucket, &[Operation::Add(NewFile { path: &path, hash: EMPTY, modified, content_type: None })]).await
}

async fn add(hub: &Hub, bucket: &BucketId, files: &[Operation<'_>]) -> Result<(), UploadError> {
    let refused = hub.change_bucket(bucket, files).await?;
    let refused: Vec<_> = refused.into_iter().map(|failed| (failed.path, failed.error)).collect();
    if refused.is_empty() { Ok(()) } else { Err(UploadError::Content { refused }) }
}

/// Since 1970, cut and not rounded.
fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
