//! Fetches the content of one small file, or of one from a server without ranges, into an open partial: hashed while it
//! is written, resumed where a connection broke, fetched anew once if it does not match its hash.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use bytes::Bytes;
use reqwest::header::CONTENT_RANGE;
use reqwest::{Response, StatusCode};

use super::{DownloadError, Downloader};
use crate::api::HubError;
use crate::api::error::RefusalKind;
use crate::api::files::XetFile;
use crate::base::sha::ContentHash;
use crate::http::retry::Retry;
use crate::http::stream::next;
use crate::http::{HttpError, shown_url};
use crate::transfer::progress::Event;

/// What should arrive, and from where.
pub(super) struct Expected<'a> {
    pub name: &'a str,
    pub etag: &'a str,
    pub size: Option<u64>,
    /// The file at the Hub.
    pub url: String,
    /// Where the Hub said that the content is; good for the first try, as it may expire.
    pub location: Option<&'a str>,
    /// Of a file in Xet storage.
    pub xet: Option<&'a XetFile>,
}

/// What has arrived.
struct Received<'f> {
    file: &'f File,
    bytes: u64,
    hash: Option<ContentHash>,
}

/// How one connection ended.
enum Ended {
    Complete,
    /// It broke before the end; what arrived is kept.
    Broken(HttpError),
}

impl Downloader {
    /// Fills the empty `file`.
    ///
    /// # Errors
    /// Any [`DownloadError`]; [`DownloadError::Damaged`] if the content is wrong twice.
    pub(super) async fn fetch(&self, expected: &Expected<'_>, file: &File) -> Result<(), DownloadError> {
        let Some(found) = self.fetch_once(expected, file, expected.location).await? else { return Ok(()) };
        self.note(&format!("'{}' arrived damaged; fetching it once more", expected.name));
        self.take_back(expected, file, found.bytes)?;
        match self.fetch_once(expected, file, None).await? {
            None => Ok(()),
            Some(found) => Err(DownloadError::Damaged {
                file: expected.name.to_owned(),
                expected: expected.etag.to_owned(),
                found: found.hash,
            }),
        }
    }

    /// `None` when the content is right or cannot be checked.
    async fn fetch_once(
        &self,
        expected: &Expected<'_>,
        file: &File,
        mut location: Option<&str>,
    ) -> Result<Option<Wrong>, DownloadError> {
        let mut received = Received { file, bytes: 0, hash: None };
        let mut retry = Retry::idempotent();
        loop {
            let before = received.bytes;
            let slot = self.slots.take().await;
            let response = match self.ask(expected, location.take(), received.bytes).await {
                // There is less than we have: what comes instead begins anew.
                Err(error) if is_range_refused(&error) => self.request(&expected.url, 0).await?,
                answer => answer?,
            };
            let Ended::Broken(cause) = self.receive(expected, response, &mut received).await? else { break };
            drop(slot);
            if received.bytes > before {
                retry.refill();
            }
            let Some(wait) = retry.next(None) else { return Err(cause.into()) };
            let (attempt, cause) = (retry.failed(), cause.briefly());
            self.progress.on(Event::Retrying { file: expected.name, attempt, wait, cause: &cause });
            tokio::time::sleep(wait).await;
        }
        self.slots.answered();
        self.wrong(expected, received).await
    }

    /// What is wrong with the content. Where its size was not known, and with it what to hash, it is read once more.
    async fn wrong(&self, expected: &Expected<'_>, received: Received<'_>) -> Result<Option<Wrong>, DownloadError> {
        let bytes = received.bytes;
        if expected.size.is_none() {
            self.progress.on(Event::Sized { file: expected.name, bytes });
        }
        if !self.options.verify {
            return Ok(None);
        }
        let hash = match received.hash {
            Some(hash) => hash.finish(),
            None => match ContentHash::for_etag(expected.etag, bytes) {
                Some(hash) => hash_of(expected, received.file, hash).await?,
                None => return Ok(None),
            },
        };
        Ok((hash != expected.etag).then_some(Wrong { hash, bytes }))
    }

    /// Asks for the content from `start` on.
    async fn ask(&self, expected: &Expected<'_>, location: Option<&str>, start: u64) -> Result<Response, HubError> {
        if let Some(location) = location {
            match self.request(location, start).await {
                // Its server may not be reachable from here, either.
                Err(error) if location != expected.url && (error.refusal().is_none() || may_have_expired(&error)) => {}
                answer => return answer,
            }
        }
        self.request(&expected.url, start).await
    }

    async fn request(&self, url: &str, start: u64) -> Result<Response, HubError> {
        self.hub.file_content(url, start, None, self.options.idle_timeout).await
    }

    async fn receive(
        &self,
        expected: &Expected<'_>,
        response: Response,
        received: &mut Received<'_>,
    ) -> Result<Ended, DownloadError> {
        let url = shown_url(response.url().as_str());
        if !continues(&response, received.bytes) {
            // The whole content comes again, from a server that knows no ranges.
            self.take_back(expected, received.file, received.bytes)?;
            received.bytes = 0;
            received.hash = None;
        }
        let size = expected.size.or_else(|| Some(received.bytes + response.content_length()?));
        if let (None, Some(bytes)) = (expected.size, size) {
            self.progress.on(Event::Sized { file: expected.name, bytes });
        }
        if received.hash.is_none() && self.options.verify {
            received.hash = size.and_then(|size| ContentHash::for_etag(expected.etag, size));
        }
        let mut chunks = response.bytes_stream();
        loop {
            match next(&mut chunks, self.options.idle_timeout, &url).await {
                Ok(Some(chunk)) => {
                    self.write(expected, &chunk, received)?;
                    self.pace.spend(chunk.len() as u64).await;
                    if size.is_some_and(|size| received.bytes > size) {
                        // This is another content, whatever else comes.
                        return Ok(Ended::Complete);
                    }
                }
                Ok(None) if size.is_none_or(|size| received.bytes >= size) => return Ok(Ended::Complete),
                Ok(None) => return Ok(Ended::Broken(HttpError::Short { url })),
                Err(cause) => return Ok(Ended::Broken(cause)),
            }
        }
    }

    fn write(&self, expected: &Expected<'_>, chunk: &Bytes, received: &mut Received<'_>) -> Result<(), DownloadError> {
        let failed = |source| DownloadError::Write { file: expected.name.to_owned(), source };
        (&*received.file).write_all(chunk).map_err(failed)?;
        if let Some(hash) = &mut received.hash {
            hash.update(chunk);
        }
        let bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        received.bytes += bytes;
        self.progress.on(Event::Moved { file: expected.name, bytes });
        self.slots.moved(bytes);
        Ok(())
    }

    /// Empties the file again.
    fn take_back(&self, expected: &Expected<'_>, mut file: &File, bytes: u64) -> Result<(), DownloadError> {
        let emptied = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0)));
        emptied.map_err(|source| DownloadError::Write { file: expected.name.to_owned(), source })?;
        self.progress.on(Event::TakenBack { file: expected.name, bytes });
        Ok(())
    }
}

/// Content that is not what its name says.
struct Wrong {
    hash: String,
    bytes: u64,
}

/// The hash of all that was written.
async fn hash_of(expected: &Expected<'_>, file: &File, hash: ContentHash) -> Result<String, DownloadError> {
    let failed = |source| DownloadError::Write { file: expected.name.to_owned(), source };
    let mut written = file.try_clone().map_err(failed)?;
    let hashing = tokio::task::spawn_blocking(move || {
        written.seek(SeekFrom::Start(0))?;
        hash.of_reader(&mut written)
    });
    hashing.await?.map_err(failed)
}

/// Whether an address that the Hub gave earlier was refused in a way that another one from the Hub may not be: it is
/// signed for a while only. A limit of requests is no such way.
pub(super) fn may_have_expired(error: &HubError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.kind != RefusalKind::RateLimited)
}

/// Whether the server has no such part of the file.
pub(super) fn is_range_refused(error: &HubError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.status == StatusCode::RANGE_NOT_SATISFIABLE)
}

/// Whether the reply goes on where we are: a plain 200 starts from the beginning, whatever was asked for.
fn continues(response: &Response, start: u64) -> bool {
    if start == 0 {
        return true;
    }
    let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let begins = range.and_then(|range| range.strip_prefix("bytes ")?.split('-').next()?.parse().ok());
    response.status() == StatusCode::PARTIAL_CONTENT && begins == Some(start)
}
