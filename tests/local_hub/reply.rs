//! What routes answer: refusals in the Hub's form, pages of lists, byte ranges.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::{StreamExt, stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Value, json};

use super::visit::Question;

/// A request that is not done. Boxed, because most results that may hold one are small.
#[derive(Debug)]
pub struct Refusal(Box<Reason>);

#[derive(Debug)]
struct Reason {
    status: u16,
    code: Option<&'static str>,
    message: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
    plain: bool,
}

impl Refusal {
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Reason { status, code: None, message, headers: vec![], body: None, plain: false }))
    }

    /// Sets `X-Error-Code`.
    pub fn code(mut self, code: &'static str) -> Self {
        self.0.code = Some(code);
        self
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }

    /// Sets the body, which otherwise repeats the message.
    pub fn body(mut self, body: Value) -> Self {
        self.0.body = Some(body);
        self
    }

    /// Answers with text: what addresses outside `/api/` do.
    pub fn plain(mut self) -> Self {
        self.0.plain = true;
        self
    }

    pub fn no_revision(revision: &str) -> Self {
        Self::new(404, format!("Invalid rev id: {revision}")).code("RevisionNotFound")
    }

    pub fn no_entry(message: impl Into<String>) -> Self {
        Self::new(404, message).code("EntryNotFound")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let reason = *self.0;
        let status = StatusCode::from_u16(reason.status).unwrap();
        let (kind, body) = if reason.plain {
            ("text/plain; charset=utf-8", reason.message.clone())
        } else {
            ("application/json; charset=utf-8", reason.body.unwrap_or(json!({"error": reason.message})).to_string())
        };
        let mut response = Response::builder().status(status).header(header::CONTENT_TYPE, kind);
        if status.as_u16() >= 400 {
            let readable = |letter: char| if letter.is_ascii() && !letter.is_control() { letter } else { '?' };
            response = response.header("X-Error-Message", reason.message.chars().map(readable).collect::<String>());
        }
        if let Some(code) = reason.code {
            response = response.header("X-Error-Code", code);
        }
        for (name, value) in reason.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(body)).unwrap()
    }
}

/// What most routes give.
pub type Reply = Result<Response, Refusal>;

pub fn answer(value: &Value) -> Response {
    answer_with(200, value)
}

pub fn answer_with(status: u16, value: &Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    let kind = [(header::CONTENT_TYPE, "application/json; charset=utf-8")];
    (status, kind, value.to_string()).into_response()
}

/// A stream of events, each a piece of the body of its own, behind a comment that keeps the connection alive. What is
/// to happen at its end happens when all of it was sent.
pub fn sse(events: Vec<Value>, at_the_end: impl FnOnce() + Send + 'static) -> Response {
    let events = events.into_iter().map(|event| format!("data: {event}\n\n"));
    let pieces = std::iter::once(": keep-alive\n\n".to_owned()).chain(events);
    let pieces: Vec<_> = pieces.map(|piece| Ok::<_, Infallible>(Bytes::from(piece))).collect();
    let end = stream::once(async move {
        at_the_end();
        Ok(Bytes::new())
    });
    let kind = [(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")];
    (kind, Body::from_stream(stream::iter(pieces).chain(end))).into_response()
}

/// The page of a list that the query asks for, with a `Link` to the next one.
pub fn page(question: &Question, items: &[Value], size: usize) -> Reply {
    page_of(question, items, (size, <[Value]>::to_vec))
}

/// The same of items that are shown only where they are asked for.
pub fn page_of<T>(question: &Question, items: &[T], (size, show): (usize, impl FnOnce(&[T]) -> Vec<Value>)) -> Reply {
    let limit = question.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(size);
    let size = size.min(limit).max(1);
    let start = match question.query("cursor") {
        Some(cursor) => read_cursor(cursor).ok_or_else(|| Refusal::new(400, "Invalid cursor"))?,
        None => 0,
    };
    let end = items.len().min(start + size);
    let mut response = answer(&Value::from(show(items.get(start..end).unwrap_or_default())));
    if end < items.len() {
        let link = format!("<{}>; rel=\"next\"", next_address(question, end));
        response.headers_mut().insert(header::LINK, link.parse().unwrap());
    }
    Ok(response)
}

fn read_cursor(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("from:")?.parse().ok()
}

fn next_address(question: &Question, start: usize) -> String {
    let cursor = URL_SAFE_NO_PAD.encode(format!("from:{start}"));
    let kept = question.form.iter().filter(|(name, _)| name != "cursor");
    let pairs = kept.map(|(name, value)| format!("{}={}&", escape(name), escape(value)));
    format!("{}{}?{}cursor={cursor}", question.app.hub_url, question.uri.path(), pairs.collect::<String>())
}

/// The bytes that a request wants of content, and the status and headers that go with them.
pub struct Slice {
    pub status: u16,
    pub start: u64,
    pub length: u64,
    pub headers: Vec<(&'static str, String)>,
}

/// Reads `Range`: one range of bytes; anything else means all of them.
pub fn slice(headers: &HeaderMap, size: u64) -> Slice {
    let mut all = vec![("accept-ranges", "bytes".to_owned())];
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let range = range.filter(|range| !range.contains(','));
    let Some((first, last)) = range.and_then(|range| range.strip_prefix("bytes=")?.split_once('-')) else {
        all.push(("content-length", size.to_string()));
        return Slice { status: 200, start: 0, length: size, headers: all };
    };
    let (start, end) = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(start), Ok(last)) => (start, size.min(last.saturating_add(1))),
        (Ok(start), Err(_)) => (start, size),
        (Err(_), Ok(count)) => (size.saturating_sub(count), size),
        (Err(_), Err(_)) => (size, size),
    };
    if start >= end {
        all.push(("content-range", format!("bytes */{size}")));
        all.push(("content-length", "0".to_owned()));
        return Slice { status: 416, start: 0, length: 0, headers: all };
    }
    all.push(("content-range", format!("bytes {start}-{}/{size}", end - 1)));
    all.push(("content-length", (end - start).to_string()));
    Slice { status: 206, start, length: end - start, headers: all }
}

/// Everything but unreserved characters.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The same, and slashes stay.
const PATH: &AsciiSet = &STRICT.remove(b'/');

pub fn escape(text: &str) -> String {
    utf8_percent_encode(text, STRICT).to_string()
}

pub fn escape_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The pairs of a query or of a form.
pub fn read_form(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pair = |part: &str| part.split_once('=').map_or((decode(part), String::new()), |(k, v)| (decode(k), decode(v)));
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}
