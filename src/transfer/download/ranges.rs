//! Fetches a large file by several requests at once, each for a span of it, or what Xet has of it from there. Every
//! block that is written is noted in the journal, so that a killed download goes on where it was; the hash is computed
//! behind the front of what is written, so that the end of the download is nearly the end of the check.

use std::fs::File;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use reqwest::header::CONTENT_RANGE;
use reqwest::{Response, StatusCode};
use tokio::task::JoinSet;

use super::content::{Expected, is_range_refused, may_have_expired};
use super::follow::Follower;
use super::parts::{BLOCK, Parts};
use super::{DownloadError, Downloader};
use crate::api::HubError;
use crate::api::files::XetFile;
use crate::base::fs::write_at;
use crate::base::sha::ContentHash;
use crate::cache::{CacheError, Content, Kept};
use crate::http::retry::Retry;
use crate::http::stream::next;
use crate::http::{HttpError, shown_url};
use crate::transfer::progress::Event;
use crate::transfer::slots::Slot;

/// From this size on a file is worth several requests, in bytes.
pub(super) const LARGE: u64 = 8 * BLOCK;
/// From this size on what has arrived is kept when the download stops, in bytes.
pub(super) const KEPT: u64 = BLOCK;
/// How the attempt to fetch by ranges ended.
pub(super) enum Fetched {
    /// Complete and right: it has its name. All of it came from Xet, or not.
    Stored { by_xet: bool },
    /// The server sends the whole file whatever is asked for.
    NoRanges,
}

/// The file in the making, as all of its requests share it.
pub(super) struct Assembly {
    pub(super) name: String,
    /// The file at the Hub.
    url: String,
    pub(super) size: u64,
    file: Arc<File>,
    state: Mutex<State>,
    follower: Follower,
    /// Bytes reported as found or moved.
    told: AtomicU64,
    /// Where the Hub sent the last request.
    located: Mutex<Option<String>>,
}

struct State {
    parts: Parts,
    kept: Kept,
}

/// How one span ended.
#[derive(PartialEq, Eq)]
enum Span {
    Complete,
    NoRanges,
}

impl Downloader {
    /// Fetches the file into what `open` gives, twice at most: content that is wrong is fetched once more from nothing.
    ///
    /// # Errors
    /// Any [`DownloadError`]; what is written stays for the next run unless it is wrong.
    pub(super) async fn fetch_large(
        &self,
        expected: &Expected<'_>,
        size: u64,
        open: impl Fn(Content<'_>) -> Result<Kept, CacheError>,
    ) -> Result<Fetched, DownloadError> {
        let mut found = String::new();
        for attempt in 1..=2 {
            let kept = open(Content { etag: expected.etag, size, block: BLOCK })?;
            // What an earlier run has written is believed for its hash alone.
            let is_checked = self.options.verify || kept.done.contains(&true);
            let assembly = Arc::new(Assembly::new(expected, size, kept, is_checked)?);
            // Content that Xet gave and that is wrong is asked for elsewhere.
            let xet = expected.xet.filter(|_| attempt == 1);
            let outcome = self.assemble(&assembly, expected.etag, xet).await?;
            // Every task has ended: nobody else holds the assembly.
            let Some(Assembly { state, told, .. }) = Arc::into_inner(assembly) else { continue };
            let kept = state.into_inner().unwrap_or_else(PoisonError::into_inner).kept;
            match outcome {
                Assembled::Right { by_xet } => {
                    kept.commit()?;
                    return Ok(Fetched::Stored { by_xet });
                }
                Assembled::NoRanges => {
                    kept.discard()?;
                    self.progress.on(Event::TakenBack { file: expected.name, bytes: told.into_inner() });
                    return Ok(Fetched::NoRanges);
                }
                Assembled::Wrong(hash) => {
                    kept.discard()?;
                    self.progress.on(Event::TakenBack { file: expected.name, bytes: size });
                    found = hash;
                }
            }
            if attempt == 1 {
                self.note(&format!("'{}' arrived damaged; fetching it once more", expected.name));
            }
        }
        Err(DownloadError::Damaged { file: expected.name.to_owned(), expected: expected.etag.to_owned(), found })
    }

    /// Fetches all spans and follows them with the hash.
    async fn assemble(
        &self,
        assembly: &Arc<Assembly>,
        etag: &str,
        xet: Option<&XetFile>,
    ) -> Result<Assembled, DownloadError> {
        let found = assembly.lock().parts.done();
        assembly.told.fetch_add(found, Ordering::Relaxed);
        self.progress.on(Event::Found { file: &assembly.name, bytes: found });
        let mut follower = JoinSet::new();
        if let Some(hash) = ContentHash::for_etag(etag, assembly.size).filter(|_| self.options.verify || found > 0) {
            follower.spawn(follow(Arc::clone(assembly), hash));
        }
        // What Xet does not give stays open, for plain HTTP.
        let by_xet = match xet {
            Some(file) => self.fill_by_xet(assembly, file).await?,
            None => false,
        };
        if self.fetch_spans(assembly).await? == Span::NoRanges {
            follower.shutdown().await;
            return Ok(Assembled::NoRanges);
        }
        match follower.join_next().await {
            Some(found) => {
                let found = found??;
                Ok(if found == etag { Assembled::Right { by_xet } } else { Assembled::Wrong(found) })
            }
            None => Ok(Assembled::Right { by_xet }),
        }
    }

    /// As many requests at once as there is room for.
    async fn fetch_spans(&self, assembly: &Arc<Assembly>) -> Result<Span, DownloadError> {
        let mut running = JoinSet::new();
        loop {
            let is_open = assembly.lock().parts.is_open() && running.len() < self.options.connections.max(1);
            tokio::select! {
                slot = self.slots.take(), if is_open => {
                    let Some(span) = assembly.lock().parts.take() else { continue };
                    let (this, assembly) = (self.clone(), Arc::clone(assembly));
                    running.spawn(async move { this.fetch_span(&assembly, span, slot).await });
                }
                Some(ended) = running.join_next() => {
                    if ended?? == Span::NoRanges {
                        running.shutdown().await;
                        return Ok(Span::NoRanges);
                    }
                }
                else => return Ok(Span::Complete),
            }
        }
    }

    pub(super) fn tell_moved(&self, assembly: &Assembly, bytes: u64) {
        assembly.told.fetch_add(bytes, Ordering::Relaxed);
        self.progress.on(Event::Moved { file: &assembly.name, bytes });
    }

    /// One span, on as many connections after each other as it takes.
    async fn fetch_span(&self, assembly: &Assembly, span: Range<u64>, _slot: Slot) -> Result<Span, DownloadError> {
        let mut retry = Retry::idempotent();
        let mut at = span.start;
        loop {
            let before = at;
            let response = match self.ask_for(assembly, at..span.end).await {
                // Whoever knows no such part has another file, or counts otherwise: its whole will tell.
                Err(error) if is_range_refused(&error) => return Ok(Span::NoRanges),
                answer => answer?,
            };
            if !is_the_range(&response, at, assembly.size) {
                return Ok(Span::NoRanges);
            }
            let Err(cause) = self.receive_span(assembly, response, &mut at, span.end).await? else {
                self.slots.answered();
                return Ok(Span::Complete);
            };
            if at > before {
                retry.refill();
            }
            let Some(wait) = retry.next(None) else { return Err(cause.into()) };
            let (attempt, cause) = (retry.failed(), cause.briefly());
            self.progress.on(Event::Retrying { file: &assembly.name, attempt, wait, cause: &cause });
            tokio::time::sleep(wait).await;
        }
    }

    /// Asks where the last request was sent; that address is signed and may have expired, so the Hub is asked next.
    async fn ask_for(&self, assembly: &Assembly, span: Range<u64>) -> Result<Response, HubError> {
        let request =
            async |url: &str| self.hub.file_content(url, span.start, Some(span.end), self.options.idle_timeout).await;
        let located = assembly.located.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(url) = located {
            match request(&url).await {
                Err(error) if may_have_expired(&error) => {}
                answer => return answer,
            }
        }
        let response = request(&assembly.url).await?;
        let url = response.url().to_string();
        *assembly.located.lock().unwrap_or_else(PoisonError::into_inner) = (url != assembly.url).then_some(url);
        Ok(response)
    }

    /// Writes what arrives; `at` is where the next byte belongs. The inner error is a connection that broke.
    async fn receive_span(
        &self,
        assembly: &Assembly,
        response: Response,
        at: &mut u64,
        end: u64,
    ) -> Result<Result<(), HttpError>, DownloadError> {
        let url = shown_url(response.url().as_str());
        let mut chunks = response.bytes_stream();
        while *at < end {
            let chunk = match next(&mut chunks, self.options.idle_timeout, &url).await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(Err(HttpError::Short { url })),
                Err(cause) => return Ok(Err(cause)),
            };
            let bytes = assembly.write(chunk, *at, end)?;
            *at += bytes;
            self.tell_moved(assembly, bytes);
            self.slots.moved(bytes);
            self.pace.spend(bytes).await;
            if assembly.follower.wait().await {
                self.slots.suffice();
            }
        }
        // The end of the body is read, so that the connection can be used again.
        drop(next(&mut chunks, self.options.idle_timeout, &url).await);
        Ok(Ok(()))
    }
}

/// How a whole file came together.
enum Assembled {
    Right {
        by_xet: bool,
    },
    /// Its hash.
    Wrong(String),
    NoRanges,
}

impl Assembly {
    fn new(expected: &Expected<'_>, size: u64, kept: Kept, is_checked: bool) -> Result<Self, DownloadError> {
        let path = kept.partial.path();
        let failed = |source| DownloadError::local("write", path, source);
        let file = kept.partial.file().try_clone().map_err(failed)?;
        file.set_len(size).map_err(failed)?;
        let parts = Parts::new(size, &kept.done);
        Ok(Self {
            name: expected.name.to_owned(),
            url: expected.url.clone(),
            size,
            file: Arc::new(file),
            follower: Follower::new(parts.front(), is_checked),
            told: AtomicU64::new(0),
            state: Mutex::new(State { parts, kept }),
            located: Mutex::new(expected.location.map(str::to_owned)),
        })
    }

    /// What is still to be fetched.
    pub(super) fn gaps(&self) -> Vec<Range<u64>> {
        self.lock().parts.gaps()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what belongs to the span and notes the blocks that are complete with it. Gives the bytes written.
    pub(super) fn write(&self, mut chunk: Bytes, at: u64, end: u64) -> Result<u64, DownloadError> {
        chunk.truncate(usize::try_from(end - at).unwrap_or(usize::MAX));
        let failed = |source| DownloadError::Write { file: self.name.clone(), source };
        write_at(&self.file, &chunk, at).map_err(failed)?;
        let written = chunk.len() as u64;
        let (block_start, now) = (at - at % BLOCK, at + written);
        if now == self.size || now / BLOCK > at / BLOCK {
            let mut state = self.lock();
            for block in state.parts.written(block_start, now) {
                state.kept.journal.mark(block)?;
            }
            let front = state.parts.front();
            drop(state);
            self.follower.advance(front);
        }
        Ok(written)
    }
}

/// The hash of the whole file, once all of it is written.
async fn follow(assembly: Arc<Assembly>, hash: ContentHash) -> Result<String, DownloadError> {
    let found = assembly.follower.run(&assembly.file, assembly.size, hash).await;
    found.map_err(|source| DownloadError::Write { file: assembly.name.clone(), source })
}

/// Whether the reply is the part that was asked for, of a file of this size.
fn is_the_range(response: &Response, start: u64, size: u64) -> bool {
    let range = response.headers().get(CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let parsed = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('/'));
    let begins = parsed.and_then(|(span, _)| span.split('-').next()?.parse().ok());
    let total = parsed.and_then(|(_, total)| total.parse().ok());
    response.status() == StatusCode::PARTIAL_CONTENT && begins == Some(start) && total == Some(size)
}
