//! What was asked and answered, for tests to look at: every request to either origin, in the order they came.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, header};
use futures_util::StreamExt;

use super::reply::read_form;
use super::world::lock;

/// The request headers that are kept.
const KEPT_HEADERS: [&str; 19] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-length",
    "content-type",
    "cookie",
    "host",
    "if-match",
    "if-none-match",
    "idempotency-key",
    "prefer",
    "range",
    "user-agent",
    "x-hf-bill-to",
    "x-http-method-override",
    "x-request-id",
    "x-source-channel",
    "x-xet-session-id",
];

/// How much of a request's body is kept.
const KEPT_BODY: usize = 64 << 10;

/// Where a request arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    Hub,
    /// The second origin, which holds large content and must never see a token.
    Content,
    /// The third origin, which keeps Xet content. It gives tokens of its own and must never see another.
    Xet,
}

/// One request and what became of it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub origin: Origin,
    pub method: String,
    /// As it was sent, with its escapes.
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Some of the request's headers, by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The first 64 KiB of the request's body, as far as it was read; of none that went to the second origin.
    pub body: Vec<u8>,
    /// Bytes of the request's body that were read.
    pub received: u64,
    /// 0 until there is an answer.
    pub status: u16,
    /// Bytes of the answer's body that went out.
    pub sent: u64,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

impl fmt::Display for Seen {
    /// `GET /api/models/ada/tiny-bert 200`; requests to the other origins begin with `content ` or `xet `.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let origin = match self.origin {
            Origin::Hub => "",
            Origin::Content => "content ",
            Origin::Xet => "xet ",
        };
        write!(out, "{origin}{} {} {}", self.method, self.path, self.status)
    }
}

/// The list, shared by the server and the tests.
#[derive(Clone)]
pub struct Trace {
    kept: bool,
    seen: Arc<Mutex<Vec<Arc<Mutex<Seen>>>>>,
    complaints: Arc<Mutex<Vec<String>>>,
}

impl Trace {
    /// With `kept` false it stays empty, so that a Hub can run for long.
    pub(crate) fn new(kept: bool) -> Self {
        Self { kept, seen: Arc::default(), complaints: Arc::default() }
    }

    pub fn list(&self) -> Vec<Seen> {
        lock(&self.seen).iter().map(|seen| lock(seen).clone()).collect()
    }

    pub fn forget(&self) {
        lock(&self.seen).clear();
    }

    /// What the server could not answer properly since the last call.
    pub fn take_complaints(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.complaints))
    }

    pub(crate) fn complain(&self, complaint: String) {
        lock(&self.complaints).push(complaint);
    }

    /// Notes a request; the entry is filled as the bodies move.
    pub(crate) fn begin(&self, origin: Origin, parts: &Parts) -> Entry {
        let seen = Arc::new(Mutex::new(Seen {
            origin,
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            query: read_form(parts.uri.query().unwrap_or_default()),
            headers: kept(&parts.headers),
            body: vec![],
            received: 0,
            status: 0,
            sent: 0,
        }));
        if self.kept {
            lock(&self.seen).push(Arc::clone(&seen));
        }
        Entry(seen)
    }
}

fn kept(headers: &HeaderMap) -> BTreeMap<String, String> {
    let value = |name: &str| Some((name.to_owned(), headers.get(name)?.to_str().ok()?.to_owned()));
    KEPT_HEADERS.iter().filter_map(|name| value(name)).collect()
}

/// One request of the list.
#[derive(Clone)]
pub(crate) struct Entry(Arc<Mutex<Seen>>);

impl Entry {
    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut lock(&self.0));
    }

    /// Counts the request's body as it is read, and keeps its beginning.
    pub(crate) fn watch_request(&self, body: Body) -> Body {
        let entry = self.clone();
        let note = move |chunk: &Bytes| {
            entry.change(|seen| {
                seen.received += chunk.len() as u64;
                let room = if seen.origin == Origin::Hub { KEPT_BODY - seen.body.len() } else { 0 };
                seen.body.extend(&chunk[..chunk.len().min(room)]);
            });
        };
        Body::from_stream(body.into_data_stream().map(move |chunk| chunk.inspect(&note)))
    }

    /// Notes the status and counts the answer's body as it goes out.
    pub(crate) fn watch_response(&self, mut response: Response<Body>) -> Response<Body> {
        self.change(|seen| seen.status = response.status().as_u16());
        // A stream has no length of its own, so the length is said before the body becomes one.
        if let Some(length) = response.body().size_hint().exact()
            && !response.headers().contains_key(header::CONTENT_LENGTH)
            && response.status() != 204
            && response.status() != 304
        {
            response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        }
        let entry = self.clone();
        let note = move |chunk: &Bytes| entry.change(|seen| seen.sent += chunk.len() as u64);
        response.map(|body| Body::from_stream(body.into_data_stream().map(move |chunk| chunk.inspect(&note))))
    }
}
