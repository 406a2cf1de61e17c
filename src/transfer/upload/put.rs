//! One `PUT` to the store: a file or a part of it, sent again as long as that may help.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::Response;

use super::content::{Source, produced};
use super::{Options, UploadError};
use crate::api::error::Refusal;
use crate::api::subject::Asked;
use crate::api::{Hub, HubError};
use crate::http::request::Body;
use crate::http::retry::{Retry, is_transient};
use crate::http::{HttpError, reply, shown_url};
use crate::transfer::pace::Pace;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::slots::Slots;

/// Requests to the store at once when an upload begins; the line decides how many it becomes.
const FIRST_REQUESTS: usize = 8;
/// And never more than these, for all files together.
pub(super) const MOST_REQUESTS: usize = 32;
/// A connection that takes no byte for so long is given up, unless the user says otherwise.
pub(in crate::transfer) const STALL: Duration = Duration::from_secs(60);
/// So is one that does not answer for so long once it has all bytes, unless the user says otherwise: some of them are
/// still on their way.
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

/// Sends to the store of one Hub. Clones share its room for requests and its rate.
#[derive(Clone)]
pub(super) struct Sender {
    pub hub: Hub,
    pub progress: Arc<dyn Progress>,
    pub pace: Pace,
    slots: Slots,
    stall: Duration,
    no_answer: Duration,
}

/// A try that failed, and how long the server wants to be left alone.
struct Failure {
    error: HubError,
    asked: Option<Duration>,
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        Self { error, asked: None }
    }
}

impl Sender {
    pub(super) fn new(hub: Hub, options: &Options, progress: Arc<dyn Progress>) -> Self {
        let most = options.requests.unwrap_or(MOST_REQUESTS).clamp(1, MOST_REQUESTS);
        let slots = Slots::new(FIRST_REQUESTS.min(most), most);
        let pace = options.bytes_a_second.map_or_else(Pace::unlimited, Pace::limited);
        let patience = |usual| options.stall_timeout.unwrap_or(usual);
        Self { hub, progress, pace, slots, stall: patience(STALL), no_answer: patience(NO_ANSWER) }
    }

    /// Sends a slice to an address of the store and gives the reply.
    ///
    /// # Errors
    /// [`UploadError::File`] when it is refused or fails too often: what was told as moved is taken back then.
    /// [`UploadError::Changed`] when the file is not what it was.
    pub(super) async fn put(&self, url: &str, slice: &Slice) -> Result<Response, UploadError> {
        let _slot = self.slots.take().await;
        let mut retry = Retry::idempotent();
        loop {
            let sent = Arc::new(AtomicU64::new(0));
            let failure = match self.put_once(url, slice, &sent).await {
                Ok(response) => {
                    self.slots.answered();
                    return Ok(response);
                }
                Err(failure) => failure,
            };
            // What was sent is not what was hashed: the store says so in its own way, or the connection breaks.
            slice.source.check()?;
            let (file, bytes) = (&*slice.path, sent.load(Ordering::Relaxed));
            slice.moved.fetch_sub(bytes, Ordering::Relaxed);
            self.progress.on(Event::TakenBack { file, bytes });
            let Some((wait, cause)) = next_try(&mut retry, &failure) else {
                return Err(UploadError::File { path: file.to_owned(), source: failure.error });
            };
            self.progress.on(Event::Retrying { file, attempt: retry.failed(), wait, cause: &cause });
            tokio::time::sleep(wait).await;
        }
    }

    async fn put_once(&self, url: &str, slice: &Slice, sent: &Arc<AtomicU64>) -> Result<Response, Failure> {
        let body = self.counted(slice, Arc::clone(sent));
        let response = tokio::select! {
            reply = self.hub.lfs_put(url, body) => reply?,
            error = self.stalled(url, sent, slice.length) => return Err(HubError::from(error).into()),
        };
        if response.status().is_success() {
            return Ok(response);
        }
        let asked = reply::wait_asked_for(response.headers());
        Err(Failure { error: HubError::of_response(response, Asked::of_storage()).await, asked })
    }

    /// Ends when nothing has moved for too long.
    async fn stalled(&self, url: &str, sent: &AtomicU64, length: u64) -> HttpError {
        loop {
            let before = sent.load(Ordering::Relaxed);
            let is_all = before == length;
            let after = if is_all { self.no_answer } else { self.stall };
            tokio::time::sleep(after).await;
            if sent.load(Ordering::Relaxed) == before {
                let url = shown_url(url);
                return if is_all { HttpError::Timeout { url, after } } else { HttpError::Unread { url, after } };
            }
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

fn next_try(retry: &mut Retry, failure: &Failure) -> Option<(Duration, String)> {
    match &failure.error {
        HubError::Refused(refusal) if is_transient(refusal.status) => {
            Some((retry.next(failure.asked)?, format!("HTTP {}", refusal.status.as_u16())))
        }
        HubError::Refused(refusal) if is_slow_request(refusal) => {
            Some((retry.next(failure.asked)?, "the store waited too long for the next byte".to_owned()))
        }
        HubError::Http(error @ HttpError::Connect { .. }) => Some((retry.next_connect()?, error.briefly())),
        HubError::Http(error @ (HttpError::Timeout { .. } | HttpError::Unread { .. } | HttpError::Broken { .. })) => {
            Some((retry.next(None)?, error.briefly()))
        }
        _ => None,
    }
}

/// S3 says of a body that came too slowly: 400 and, in XML, `RequestTimeout`.
fn is_slow_request(refusal: &Refusal) -> bool {
    refusal.status.as_u16() == 400 && refusal.message.contains("<Code>RequestTimeout</Code>")
}
