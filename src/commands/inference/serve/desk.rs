//! Answers the requests that come to `hf inference serve`: who may ask, for what, and how an answer is sent back.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use reqwest::header::{AUTHORIZATION, HOST, HeaderMap, ORIGIN};
use reqwest::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::endpoint::Endpoint;
use super::engine::{Begun, Engine, Question};
use super::failure::{Failure, LIMIT, error_object};
use super::models::Models;
use super::usage::{Entry, Usage};
use crate::base::secret::Secret;
use crate::base::sha::are_equal;
use crate::http::server::{Answer, BodyError, Received, Reply};

/// Bytes of a request: pictures are part of it.
const LONGEST_BODY: usize = 64 << 20;
const JSON: &str = "application/json";
const EVENTS: &str = "text/event-stream";

/// Where requests are answered.
pub(super) struct Desk<'a> {
    pub(super) engine: Engine,
    pub(super) models: Models<'a>,
    pub(super) usage: Arc<Usage>,
    /// `None`: every program on this machine may ask.
    pub(super) key: Option<Secret>,
    /// What no answer may contain.
    pub(super) secrets: Arc<[Secret]>,
}

impl Desk<'_> {
    /// The answer to a request. Nothing of its body is read before the client is known.
    pub(super) async fn answer(&self, received: Received) -> Reply {
        match self.handle(received).await {
            Ok(reply) => reply,
            Err((status, object)) => whole(status, &object),
        }
    }

    async fn handle(&self, received: Received) -> Result<Reply, (StatusCode, Value)> {
        check_origin(&received.headers)?;
        self.check_key(&received.headers)?;
        let path = received.path.trim_end_matches('/');
        let path = path.strip_prefix("/v1").unwrap_or(path).to_owned();
        if path == "/models" || path.starts_with("/models/") {
            must_be(&received.method, &Method::GET)?;
            let listed = match path.strip_prefix("/models/") {
                None => self.models.list().await,
                Some(model) => Ok(self.models.one(model)),
            };
            return listed.map(|models| whole(StatusCode::OK, &models)).map_err(|failure| self.failed(&failure));
        }
        let Some(endpoint) = Endpoint::at(&path) else {
            return Err(refusal(StatusCode::NOT_FOUND, "there is no such path"));
        };
        must_be(&received.method, &Method::POST)?;
        let (body, length) = body(received).await?;
        if let Err(why) = self.usage.admit() {
            return Err((StatusCode::FORBIDDEN, error_object(&why, LIMIT)));
        }
        self.ask(Question { endpoint, body, length }).await
    }

    fn check_key(&self, headers: &HeaderMap) -> Result<(), (StatusCode, Value)> {
        let Some(key) = &self.key else { return Ok(()) };
        let sent = headers.get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        match sent {
            Some(sent) if are_equal(sent, key.expose().as_bytes()) => Ok(()),
            _ => Err(refusal(StatusCode::UNAUTHORIZED, "send the key that was printed when the server started")),
        }
    }

    async fn ask(&self, mut question: Question) -> Result<Reply, (StatusCode, Value)> {
        let endpoint = question.endpoint;
        let mut entry = Entry::new(Arc::clone(&self.usage), endpoint.path(), question.length);
        if let Some(model) = question.body.get("model").and_then(Value::as_str) {
            model.clone_into(&mut entry.model);
        }
        let streams = endpoint.streams() && question.body.get("stream") == Some(&Value::Bool(true));
        if !streams {
            let answer = self.engine.answer(&question, &mut entry).await;
            let answer = answer.map_err(|failure| self.failed_entry(&failure, &mut entry))?;
            entry.count(&answer);
            return Ok(whole(StatusCode::OK, &answer));
        }
        let hides_usage = self.usage.needs_tokens() && !question.body.contains_key("stream_options");
        if hides_usage && endpoint == Endpoint::Chat {
            question.body.insert("stream_options".to_owned(), json!({"include_usage": true}));
        }
        let begun = self.engine.begin(&question, &mut entry).await;
        let begun = begun.map_err(|failure| self.failed_entry(&failure, &mut entry))?;
        let sending = Sending { endpoint, entry, hides_usage, secrets: Arc::clone(&self.secrets), is_over: false };
        Ok(Reply::Pieces { content_type: EVENTS, pieces: sending.pieces(begun) })
    }

    fn failed_entry(&self, failure: &Failure, entry: &mut Entry) -> (StatusCode, Value) {
        entry.status = failure.status();
        self.failed(failure)
    }

    fn failed(&self, failure: &Failure) -> (StatusCode, Value) {
        (failure.status(), failure.object(&self.secrets))
    }
}

/// An answer on its way to the client.
struct Sending {
    endpoint: Endpoint,
    entry: Entry,
    /// The client did not ask for the usage, so a piece that holds nothing else is kept back.
    hides_usage: bool,
    secrets: Arc<[Secret]>,
    is_over: bool,
}

impl Sending {
    fn pieces(self, begun: Begun) -> BoxStream<'static, Bytes> {
        let Begun { model, is_passed, pieces, rest } = begun;
        let all = stream::iter(pieces.into_iter().map(Ok)).chain(rest);
        let state = (self, all.boxed());
        stream::unfold(state, move |(mut sending, mut all)| {
            let model = model.clone();
            async move {
                loop {
                    if sending.is_over {
                        return None;
                    }
                    let Some(piece) = all.next().await else {
                        sending.is_over = true;
                        return Some((Bytes::from_static(b"data: [DONE]\n\n"), (sending, all)));
                    };
                    let piece =
                        piece.map(|piece| if is_passed { piece } else { sending.endpoint.piece(piece, &model) });
                    if let Some(event) = sending.event(piece.map_err(Failure::from)) {
                        return Some((event, (sending, all)));
                    }
                }
            }
        })
        .boxed()
    }

    /// What is sent of a piece. An error is the last event, and no end follows it.
    fn event(&mut self, piece: Result<Value, Failure>) -> Option<Bytes> {
        let value = match piece {
            Ok(piece) => {
                self.entry.count(&piece);
                if self.hides_usage && piece["choices"].as_array().is_some_and(Vec::is_empty) {
                    return None;
                }
                piece
            }
            Err(failure) => {
                (self.is_over, self.entry.status) = (true, failure.status());
                failure.object(&self.secrets)
            }
        };
        Some(format!("data: {value}\n\n").into())
    }
}

/// A page of the web can reach this port by a name of its own, and can send what a browser lets it: both are refused.
fn check_origin(headers: &HeaderMap) -> Result<(), (StatusCode, Value)> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if !text(HOST).is_some_and(is_loopback) {
        return Err(refusal(StatusCode::FORBIDDEN, "this server answers at 127.0.0.1 and localhost only"));
    }
    match text(ORIGIN) {
        None => Ok(()),
        Some(origin) if origin.split_once("://").is_some_and(|(_, host)| is_loopback(host)) => Ok(()),
        Some(_) => Err(refusal(StatusCode::FORBIDDEN, "pages of other sites may not use this server")),
    }
}

/// Whether a host, with or without a port, is this machine by a name that nobody else can point here.
fn is_loopback(host: &str) -> bool {
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) && !name.is_empty() => name,
        _ => host,
    };
    matches!(name.to_ascii_lowercase().as_str(), "localhost" | "127.0.0.1" | "[::1]")
}

fn must_be(method: &Method, expected: &Method) -> Result<(), (StatusCode, Value)> {
    if method == expected {
        return Ok(());
    }
    Err(refusal(StatusCode::METHOD_NOT_ALLOWED, &format!("use {expected}")))
}

/// The body, and its bytes.
async fn body(received: Received) -> Result<(Map<String, Value>, u64), (StatusCode, Value)> {
    let bytes = received.body(LONGEST_BODY).await.map_err(|error| match error {
        BodyError::TooLong { .. } => refusal(StatusCode::PAYLOAD_TOO_LARGE, &error.to_string()),
        BodyError::Incomplete => refusal(StatusCode::BAD_REQUEST, &error.to_string()),
    })?;
    let body = serde_json::from_slice(&bytes);
    let body = body.map_err(|_| refusal(StatusCode::BAD_REQUEST, "the body is not a JSON object"))?;
    Ok((body, bytes.len() as u64))
}

fn refusal(status: StatusCode, why: &str) -> (StatusCode, Value) {
    let kind = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => "authentication_error",
        _ => "invalid_request_error",
    };
    (status, error_object(why, kind))
}

fn whole(status: StatusCode, value: &Value) -> Reply {
    Answer { status, content_type: JSON, body: value.to_string().into() }.into()
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "[::1]", "LOCALHOST:8000"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", ":80", "evil.example", "localhost.evil.example:8000", "127.0.0.1.nip.io", "localhost:x", "0.0.0.0"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
