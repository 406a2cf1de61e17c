//! Files of this machine brought to a bucket: their content to the store, then their names to the bucket.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::changes::Outcome;
use super::error::BucketError;
use crate::api::Hub;
use crate::api::buckets::batch::{EMPTY, MOST_OPERATIONS, NewFile, Operation};
use crate::base::media_type::media_type;
use crate::ids::bucket::BucketId;
use crate::transfer::pace::Pace;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::upload::content::Source;
use crate::transfer::upload::put::STALL;
use crate::transfer::upload::told::{outgoing, send_told};
use crate::transfer::xet::{Outgoing, Sha256, Xet};

/// Where files are brought, and how.
pub struct Uploader<'a> {
    /// With a token that may write.
    pub hub: &'a Hub,
    /// The store.
    pub xet: &'a Xet,
    /// It must exist.
    pub bucket: &'a BucketId,
    /// How long a connection may take nothing; `None` for as long as is usual.
    pub stall: Option<Duration>,
    /// For all files together.
    pub pace: Pace,
    /// Hears of it.
    pub progress: &'a dyn Progress,
}

/// A file for a bucket.
#[derive(Debug, Clone)]
pub struct New {
    /// In the bucket.
    path: String,
    source: Source,
    /// In milliseconds since 1970.
    modified: i64,
    content_type: Option<&'static str>,
}

impl New {
    /// A file as it is now.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of_file(local: &Path, path: String) -> Result<Self, BucketError> {
        Ok(Self::of(Source::of_file(local)?, path))
    }

    pub(in crate::transfer) fn of(source: Source, path: String) -> Self {
        let name = source.local.to_string_lossy();
        let content_type = media_type(&name).or_else(|| media_type(&path));
        let modified = milliseconds(source.stamp.modified);
        Self { path, source, modified, content_type }
    }

    /// The same, written now: content that came through a pipe has no other time, and no name.
    #[must_use]
    pub fn written_now(self) -> Self {
        let content_type = media_type(&self.path);
        Self { modified: milliseconds(SystemTime::now()), content_type, ..self }
    }

    /// Bytes.
    pub fn size(&self) -> u64 {
        self.source.size
    }
}

impl Uploader<'_> {
    /// Brings files. What is done by then stays when it fails. Where they are refused is kept in `outcome`.
    ///
    /// # Errors
    /// [`BucketError::Changed`] after all others, or whatever stops all of them.
    pub async fn send(&self, files: &[New], outcome: &mut Outcome) -> Result<(), BucketError> {
        if !files.is_empty() {
            self.progress.on(Event::Planned { files: files.len(), bytes: files.iter().map(New::size).sum() });
        }
        let mut changed = Vec::new();
        for portion in files.chunks(MOST_OPERATIONS) {
            self.send_portion(portion, outcome, &mut changed).await?;
        }
        if changed.is_empty() { Ok(()) } else { Err(BucketError::Changed { paths: changed }) }
    }

    async fn send_portion(
        &self,
        files: &[New],
        outcome: &mut Outcome,
        changed: &mut Vec<String>,
    ) -> Result<(), BucketError> {
        let with_content = || files.iter().filter(|file| file.size() > 0);
        let mut hashes = Vec::new();
        if with_content().next().is_some() {
            let sending = self.xet.send(&self.hub.bucket_write_route(self.bucket), self.stall.unwrap_or(STALL)).await?;
            let told = with_content().map(|file| (file.path.as_str(), file.size())).collect();
            let contents =
                with_content().map(|file| paced(outgoing(&file.source, Sha256::Unneeded), &self.pace)).collect();
            hashes = send_told(sending, contents, told, self.progress).await?;
        }
        let mut hashes = hashes.into_iter().map(|stored| stored.hash);
        let mut named = Vec::new();
        for file in files {
            let hash = if file.size() == 0 { None } else { hashes.next() };
            // What was read may be half of the old and half of the new.
            if file.source.check().is_err() {
                changed.push(file.path.clone());
                continue;
            }
            named.push((file, hash.unwrap_or_else(|| EMPTY.to_owned())));
        }
        let operations = named.iter().map(|(file, hash)| {
            let New { path, modified, content_type, .. } = file;
            Operation::Add(NewFile { path, hash, modified: *modified, content_type: *content_type })
        });
        outcome.make(self.hub, self.bucket, &operations.collect::<Vec<_>>()).await?;
        for (file, _) in named.iter().filter(|(file, _)| file.size() == 0) {
            self.progress.on(Event::Started { file: &file.path, bytes: 0 });
            self.progress.on(Event::Finished { file: &file.path });
        }
        Ok(())
    }
}

/// The same file, read no faster than it may be sent.
fn paced(file: Outgoing, pace: &Pace) -> Outgoing {
    let pace = pace.clone();
    let open = file.open;
    Outgoing { open: Box::new(move || Box::pin(pace.meter(open()))), ..file }
}

/// Since 1970, cut and not rounded.
pub(in crate::transfer) fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
