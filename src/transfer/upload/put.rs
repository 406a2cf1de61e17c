//! One `PUT` to the store: a file or a part of it, sent again as long as that may help.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Response;

use super::UploadError;
use super::content::{Source, produced};
use super::session::Session;
use crate::api::HubError;
use crate::api::lfs::refuse_failure;
use crate::http::request::Body;
use crate::http::retry::{Retry, is_transient};
use crate::http::{HttpError, reply, shown_url};
use crate::transfer::progress::Event;

/// A connection that takes no byte for so long is given up.
const STALL: Duration = Duration::from_secs(60);
/// So is one that does not answer for so long once it has all bytes: some of them are still on their way.
const NO_ANSWER: Duration = Duration::from_secs(10 * 60);

/// A run of bytes of a file.
#[derive(Debug, Clone)]
pub(super) struct Slice {
    /// The file's path in the repo.
    pub path: Arc<str>,
    pub source: Source,
    pub offset: u64,
    pub length: u64,
    /// Bytes of the whole file that were reported as moved.
    pub moved: Arc<AtomicU64>,
}

impl Session<'_> {
    /// Sends a slice to an address of the store and gives the reply.
    pub(super) async fn put(&self, url: &str, slice: &Slice) -> Result<Response, UploadError> {
        let _slot = self.slots.take().await;
        let mut retry = Retry::idempotent();
        loop {
            let sent = Arc::new(AtomicU64::new(0));
            let outcome = self.put_once(url, slice, &sent).await;
            let again = match &outcome {
                Ok(response) if response.status().is_success() => None,
                // What was sent is not what was hashed: the store says so in its own way, or the connection breaks.
                _ => {
                    slice.source.check()?;
                    next_try(&mut retry, &outcome)
                }
            };
            let Some((wait, cause)) = again else {
                self.slots.answered();
                return finished(outcome, slice).await;
            };
            let (file, bytes) = (&*slice.path, sent.load(Ordering::Relaxed));
            slice.moved.fetch_sub(bytes, Ordering::Relaxed);
            self.progress.on(Event::TakenBack { file, bytes });
            self.progress.on(Event::Retrying { file, attempt: retry.failed(), wait, cause: &cause });
            tokio::time::sleep(wait).await;
        }
    }

    async fn put_once(&self, url: &str, slice: &Slice, sent: &Arc<AtomicU64>) -> Result<Response, HubError> {
        let body = self.counted(slice, Arc::clone(sent));
        tokio::select! {
            reply = self.hub.lfs_put(url, body) => reply,
            after = stalled(sent, slice.length) => Err(HttpError::Timeout { url: shown_url(url), after }.into()),
        }
    }

    /// The slice as a body that tells of each piece it gives away.
    fn counted(&self, slice: &Slice, sent: Arc<AtomicU64>) -> Body {
        let slice = slice.clone();
        let (slots, pace, progress) = (self.slots.clone(), self.pace.clone(), Arc::clone(&self.progress));
        let (length, name) = (slice.length, slice.source.local.display().to_string());
        let open = move || {
            let Slice { path, source, offset, length, moved } = slice.clone();
            let (sent, slots, progress) = (Arc::clone(&sent), slots.clone(), Arc::clone(&progress));
            let chunks = produced(move |pieces| source.copy(offset, length, |piece| pieces.push(piece)));
            let told = pace.clone().meter(chunks).inspect(move |piece| {
                let bytes = piece.as_ref().map_or(0, |piece| piece.len() as u64);
                sent.fetch_add(bytes, Ordering::Relaxed);
                moved.fetch_add(bytes, Ordering::Relaxed);
                slots.moved(bytes);
                progress.on(Event::Moved { file: &path, bytes });
            });
            Ok(told.boxed())
        };
        Body::Stream { length, open: Arc::new(open), name }
    }
}

/// Ends when nothing has moved for too long, and says for how long.
async fn stalled(sent: &AtomicU64, length: u64) -> Duration {
    loop {
        let before = sent.load(Ordering::Relaxed);
        let patience = if before == length { NO_ANSWER } else { STALL };
        tokio::time::sleep(patience).await;
        if sent.load(Ordering::Relaxed) == before {
            return patience;
        }
    }
}

fn next_try(retry: &mut Retry, outcome: &Result<Response, HubError>) -> Option<(Duration, String)> {
    match outcome {
        Ok(response) if is_transient(response.status()) => {
            let wait = retry.next(reply::wait_asked_for(response.headers()))?;
            Some((wait, format!("HTTP {}", response.status().as_u16())))
        }
        Err(HubError::Http(error @ HttpError::Connect { .. })) => Some((retry.next_connect()?, error.to_string())),
        Err(HubError::Http(error @ (HttpError::Timeout { .. } | HttpError::Broken { .. }))) => {
            Some((retry.next(None)?, error.to_string()))
        }
        _ => None,
    }
}

async fn finished(outcome: Result<Response, HubError>, slice: &Slice) -> Result<Response, UploadError> {
    let checked = match outcome {
        Ok(response) => refuse_failure(response).await,
        Err(error) => Err(error),
    };
    checked.map_err(|source| UploadError::File { path: slice.path.to_string(), source })
}
