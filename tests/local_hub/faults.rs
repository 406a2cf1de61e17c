//! What goes wrong on demand: rules that tests set, each for some requests, tried in the order they were set.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, Request, Response, Uri, header};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::hostile::Abuse;
use super::reply::{answer, answer_with};
use super::world::lock;

/// No piece of a slow body is larger, so that little is on its way at any moment.
const SLOW_PIECE: u64 = 64 << 10;

/// A rule: which requests, how often, and what happens to them.
#[derive(Clone, Debug)]
pub struct Fault {
    method: Option<String>,
    path: String,
    from_byte: u64,
    skip: usize,
    times: usize,
    effect: Effect,
}

/// What happens to a request.
#[derive(Clone, Debug)]
pub enum Effect {
    /// The answer is this status with these headers; the route is not asked.
    Status(u16, Vec<(&'static str, String)>),
    /// The route does its work, then the answer is this status.
    StatusAfterwards(u16),
    /// The answer is this status with an error as storage words it, in XML; the route is not asked.
    Storage(u16, &'static str),
    /// No answer at all; the connection stays open.
    Silence,
    /// So many bytes of the request's body are read, then the connection is reset.
    ResetRequest(u64),
    /// So many bytes of the request's body are read, then nothing more; the connection stays open.
    StallRequest(u64),
    /// So many bytes of the body, then the connection is reset.
    Reset(u64),
    /// So many bytes of the body, then the connection is closed as if all were said.
    Close(u64),
    /// So many bytes of the body, then nothing more; the connection stays open.
    Stall(u64),
    /// So many events of a stream, then this.
    AfterEvents(usize, Then),
    /// A complete answer that holds only the first so many bytes.
    Truncate(u64),
    /// The length is not told; after the body come so many more bytes, and no end.
    GoesOn(u64),
    /// The byte of the file at this offset is another one, in whichever range it is sent.
    WrongByte(u64),
    /// So many bytes a second.
    Slow(u64),
    /// The route is asked so much later.
    Delay(Duration),
    /// `Range` is not looked at: 200 and everything.
    NoRange,
    DropHeader(&'static str),
    SetHeader(&'static str, String),
    /// 200 and a body that is not JSON.
    BadJson,
    /// 200 and this: what no route would answer.
    Json(Value),
    /// 503 as a model that is being loaded says it, for so many seconds.
    Loading(f64),
    /// A redirect to the same address.
    RedirectLoop,
    /// A Hub that means harm.
    Abuse(Abuse),
}

/// How a stream of events goes on after a fault.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// The connection is reset.
    Reset,
    /// The answer ends as if all were said.
    End,
    /// Nothing more comes; the connection stays open.
    Silence,
}

impl Fault {
    /// A rule for every request with this method (`*`: any) and a path, as sent, that fits the pattern: `*` stands for
    /// any characters, slashes too. A second origin's path begins with `/objects/` or `/uploads/`.
    pub fn new(method: &str, path: &str, effect: Effect) -> Self {
        let method = (method != "*").then(|| method.to_owned());
        Self { method, path: path.to_owned(), from_byte: 0, skip: 0, times: usize::MAX, effect }
    }

    /// Only the first so many requests that fit.
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    /// Not the first so many requests that fit.
    pub fn skip(self, skip: usize) -> Self {
        Self { skip, ..self }
    }

    /// Only requests for a range that begins there or behind.
    pub fn starting_at(self, from_byte: u64) -> Self {
        Self { from_byte, ..self }
    }

    fn fits(&self, request: &Request<Body>) -> bool {
        let path = request.uri().path();
        self.method.as_ref().is_none_or(|wanted| wanted == request.method().as_str())
            && fits(self.path.as_bytes(), path.as_bytes())
            && asked_from(request.headers()) >= self.from_byte
    }
}

impl Effect {
    /// 429, or another status, with `Retry-After`: seconds or an HTTP date.
    pub fn retry_after(status: u16, value: impl Into<String>) -> Self {
        Self::Status(status, vec![("retry-after", value.into())])
    }

    /// 429 as the Hub says it: no request left in this window, which ends in so many seconds.
    pub fn rate_limit(seconds: u64) -> Self {
        let limit = format!("\"api\";r=0;t={seconds}");
        let policy = "\"fixed window\";\"api\";q=500;w=300".to_owned();
        Self::Status(429, vec![("ratelimit", limit), ("ratelimit-policy", policy)])
    }

    pub fn status(status: u16) -> Self {
        Self::Status(status, vec![])
    }
}

fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', rest @ ..] => (0..=text.len()).any(|at| fits(rest, &text[at..])),
        [byte, rest @ ..] => text.first() == Some(byte) && fits(rest, &text[1..]),
    }
}

/// The rules in force, with how often each has fitted.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<(Fault, usize)>>>);

impl Faults {
    pub fn add(&self, fault: Fault) {
        lock(&self.0).push((fault, 0));
    }

    pub fn clear(&self) {
        lock(&self.0).clear();
    }

    /// The effect for a request: of the first rule that fits and is not used up.
    pub(crate) fn find(&self, request: &Request<Body>) -> Option<Effect> {
        let mut rules = lock(&self.0);
        rules.iter_mut().filter(|(fault, _)| fault.fits(request)).find_map(|(fault, count)| {
            *count += 1;
            (*count > fault.skip && *count - fault.skip <= fault.times).then(|| fault.effect.clone())
        })
    }
}

/// A connection's switch: on, it ends with a reset.
#[derive(Clone, Default)]
pub(crate) struct ResetSwitch(Arc<AtomicBool>);

impl ResetSwitch {
    pub(crate) fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn turn_on(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Effect {
    /// The answer that is given without asking the route.
    pub(crate) async fn instead(&self, uri: &Uri) -> Option<Response<Body>> {
        match self {
            Self::Status(status, headers) => {
                let mut response = Response::builder().status(*status);
                for (name, value) in headers {
                    response = response.header(*name, value);
                }
                Some(response.body(Body::from("a fault that was asked for")).unwrap())
            }
            Self::Storage(status, code) => {
                let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code></Error>");
                let response = Response::builder().status(*status).header(header::CONTENT_TYPE, "application/xml");
                Some(response.body(Body::from(body)).unwrap())
            }
            Self::BadJson => {
                let response = Response::builder().header(header::CONTENT_TYPE, "application/json");
                Some(response.body(Body::from("{\"oops")).unwrap())
            }
            Self::Json(value) => Some(answer(value)),
            Self::Loading(seconds) => {
                let body = serde_json::json!({"error": "Model is currently loading", "estimated_time": seconds});
                Some(answer_with(503, &body))
            }
            Self::RedirectLoop => {
                let response = Response::builder().status(302).header(header::LOCATION, uri.to_string());
                Some(response.body(Body::empty()).unwrap())
            }
            Self::Abuse(abuse) => abuse.instead(uri),
            Self::Silence => std::future::pending().await,
            Self::Delay(time) => {
                tokio::time::sleep(*time).await;
                None
            }
            _ => None,
        }
    }

    /// Changes a request before the route sees it.
    pub(crate) fn before(&self, mut request: Request<Body>, switch: &ResetSwitch) -> Request<Body> {
        match *self {
            Self::NoRange => {
                request.headers_mut().remove(header::RANGE);
                request
            }
            Self::ResetRequest(after) => {
                let switch = switch.clone();
                let end = stream::once(async move {
                    switch.turn_on();
                    Err(io::Error::other("cut by a fault"))
                });
                request.map(|body| rejoin(first(body, after).chain(end).boxed()))
            }
            Self::StallRequest(after) => {
                request.map(|body| rejoin(first(body, after).chain(stream::pending()).boxed()))
            }
            _ => request,
        }
    }

    /// Changes an answer before it goes out.
    pub(crate) fn after(&self, mut response: Response<Body>, switch: &ResetSwitch) -> Response<Body> {
        match self.clone() {
            Self::StatusAfterwards(status) => Response::builder().status(status).body(Body::empty()).unwrap(),
            Self::Reset(after) => {
                let switch = switch.clone();
                cut(response, after, move || switch.turn_on())
            }
            Self::Close(after) => cut(response, after, || {}),
            Self::Stall(after) => response.map(|body| rejoin(first(body, after).chain(stream::pending()).boxed())),
            Self::AfterEvents(count, then) => {
                let switch = switch.clone();
                response.map(|body| {
                    let head = first_events(body, count);
                    match then {
                        Then::Reset => broken(head, move || switch.turn_on()),
                        Then::End => rejoin(head),
                        Then::Silence => rejoin(head.chain(stream::pending()).boxed()),
                    }
                })
            }
            Self::Truncate(after) => {
                response.headers_mut().insert(header::CONTENT_LENGTH, after.into());
                response.map(|body| rejoin(first(body, after)))
            }
            Self::GoesOn(more) => {
                response.headers_mut().remove(header::CONTENT_LENGTH);
                let more = (more > 0).then(|| Ok(Bytes::from(vec![0; more as usize])));
                response.map(|body| rejoin(chunks(body).chain(stream::iter(more)).chain(stream::pending()).boxed()))
            }
            Self::WrongByte(offset) => {
                let start = range_start(response.headers());
                response.map(|body| flip(body, start, offset))
            }
            Self::Slow(rate) => response.map(|body| slow(body, rate)),
            Self::DropHeader(name) => {
                response.headers_mut().remove(name);
                response
            }
            Self::SetHeader(name, value) => {
                response.headers_mut().insert(HeaderName::from_static(name), value.parse().unwrap());
                response
            }
            Self::Status(..)
            | Self::Storage(..)
            | Self::ResetRequest(_)
            | Self::StallRequest(_)
            | Self::Silence
            | Self::Delay(_)
            | Self::NoRange
            | Self::BadJson
            | Self::Json(_)
            | Self::Loading(_)
            | Self::RedirectLoop
            | Self::Abuse(_) => response,
        }
    }
}

type Chunks = BoxStream<'static, io::Result<Bytes>>;

fn chunks(body: Body) -> Chunks {
    body.into_data_stream().map_err(io::Error::other).boxed()
}

fn rejoin(chunks: Chunks) -> Body {
    Body::from_stream(chunks)
}

/// The first so many bytes of a body.
fn first(body: Body, count: u64) -> Chunks {
    let state = (chunks(body), count);
    let next = async |(mut chunks, left): (Chunks, u64)| {
        if left == 0 {
            return None;
        }
        let chunk = chunks.next().await?.map(|chunk| chunk.slice(..chunk.len().min(left as usize)));
        let left = left - chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
        Some((chunk, (chunks, left)))
    };
    stream::unfold(state, next).boxed()
}

/// The pieces of a body up to the last of so many events.
fn first_events(body: Body, count: usize) -> Chunks {
    let mut left = count;
    let is_wanted = move |chunk: &io::Result<Bytes>| {
        let is_event = chunk.as_ref().is_ok_and(|chunk| chunk.starts_with(b"data:"));
        let is_wanted = !is_event || left > 0;
        left -= usize::from(is_event && is_wanted);
        std::future::ready(is_wanted)
    };
    chunks(body).take_while(is_wanted).boxed()
}

/// Ends a body early and the connection with it.
fn cut(response: Response<Body>, after: u64, at_the_end: impl FnOnce() + Send + 'static) -> Response<Body> {
    response.map(|body| broken(first(body, after), at_the_end))
}

/// A body that ends with its connection. The pause lets what came before go out.
fn broken(head: Chunks, at_the_end: impl FnOnce() + Send + 'static) -> Body {
    let end = stream::once(async move {
        tokio::time::sleep(Duration::from_millis(30)).await;
        at_the_end();
        Err(io::Error::other("cut by a fault"))
    });
    rejoin(head.chain(end).boxed())
}

fn flip(body: Body, start: u64, offset: u64) -> Body {
    let mut at = start;
    let flipped = chunks(body).map(move |chunk| {
        let chunk = chunk?;
        let inside = offset.checked_sub(at).map(|inside| inside as usize).filter(|inside| *inside < chunk.len());
        at += chunk.len() as u64;
        let Some(inside) = inside else { return Ok(chunk) };
        let mut changed = chunk.to_vec();
        changed[inside] ^= 0xff;
        Ok(Bytes::from(changed))
    });
    rejoin(flipped.boxed())
}

/// At least twenty pieces a second, each as late as the rate has it, so that what a piece costs here is not added.
fn slow(body: Body, rate: u64) -> Body {
    let piece = (rate / 20).clamp(1, SLOW_PIECE) as usize;
    let pieces = chunks(body).flat_map(move |chunk| match chunk {
        Ok(chunk) => {
            let starts = (0..chunk.len()).step_by(piece);
            let cut: Vec<_> = starts.map(|at| Ok(chunk.slice(at..chunk.len().min(at + piece)))).collect();
            stream::iter(cut)
        }
        Err(error) => stream::iter(vec![Err(error)]),
    });
    let mut due = tokio::time::Instant::now();
    let paced = pieces.then(move |piece| {
        let bytes = piece.as_ref().map_or(0, Bytes::len);
        due += Duration::from_secs_f64(bytes as f64 / rate.max(1) as f64);
        async move {
            tokio::time::sleep_until(due).await;
            piece
        }
    });
    rejoin(paced.boxed())
}

/// The first byte a request asks for.
fn asked_from(headers: &HeaderMap) -> u64 {
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')?.0.parse().ok()).unwrap_or(0)
}

/// The first byte an answer gives.
fn range_start(headers: &HeaderMap) -> u64 {
    let range = headers.get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
    let start = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-')?.0.parse().ok());
    start.unwrap_or(0)
}
