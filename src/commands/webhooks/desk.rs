//! Answers the requests that come to `hf webhooks listen`: who may send, what counts, and which queue it goes to.

use std::cell::Cell;
use std::str::FromStr;

use anyhow::Result;
use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::handler::{Action, Job, Route, SECRET_HEADER};
use crate::api::webhook_event::Event;
use crate::base::secret::Secret;
use crate::base::sha::are_equal;
use crate::context::Context;
use crate::http::server::{Answer, BodyError, Received};
use crate::output::Format;

/// Bytes of a payload: comments are the longest part of one, and may have 64 KiB.
const LONGEST_BODY: usize = 1 << 20;

/// `FIELD=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    field: String,
    value: String,
}

/// Where requests are answered.
pub(super) struct Desk<'a> {
    pub cx: &'a Context,
    /// `None`: everybody may send.
    pub secret: Option<Secret>,
    /// All must hold for an event that counts.
    pub conditions: Vec<Condition>,
    pub queues: Vec<(Route, mpsc::Sender<Job>)>,
    /// Whether answers wait for the handler.
    pub replies: bool,
    /// Whether only the first event counts.
    pub once: bool,
    /// Whether it has come.
    pub has_first: Cell<bool>,
}

impl FromStr for Condition {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((field, value)) if !field.is_empty() => Ok(Self { field: field.to_owned(), value: value.to_owned() }),
            _ => Err("expected FIELD=VALUE, such as event.action=update"),
        }
    }
}

impl Desk<'_> {
    /// The answer to a request. Nothing of its body is read before the sender is known.
    pub(super) async fn answer(&self, received: Received) -> Answer {
        if received.path == "/" && [Method::GET, Method::HEAD].contains(&received.method) {
            return self.index();
        }
        let Some((route, queue)) = self.queue_of(received.path.trim_end_matches('/')) else {
            return refused(StatusCode::NOT_FOUND, "no such route");
        };
        if received.method != Method::POST {
            return refused(StatusCode::METHOD_NOT_ALLOWED, "send events with POST");
        }
        if let Err(refusal) = self.check(&received.headers) {
            return refusal;
        }
        let secret = received.headers.get(SECRET_HEADER).cloned();
        let body = match received.body(LONGEST_BODY).await {
            Ok(body) => body,
            Err(error @ BodyError::TooLong { .. }) => {
                return refused(StatusCode::PAYLOAD_TOO_LARGE, &error.to_string());
            }
            Err(error @ BodyError::Incomplete) => return refused(StatusCode::BAD_REQUEST, &error.to_string()),
        };
        match Event::parse(&body) {
            Ok(event) => self.take(event, body, (secret, route, queue)).await,
            Err(why) => refused(StatusCode::BAD_REQUEST, why),
        }
    }

    fn queue_of(&self, path: &str) -> Option<(&Route, &mpsc::Sender<Job>)> {
        let named = self.queues.iter().find(|(route, _)| route.name.is_some() && route.path() == path);
        let found = named.or_else(|| self.queues.iter().find(|(route, _)| route.name.is_none()));
        found.map(|(route, queue)| (route, queue))
    }

    fn index(&self) -> Answer {
        let lines: Vec<String> =
            self.queues.iter().map(|(route, _)| format!("POST {}  {}\n", route.path(), route.purpose())).collect();
        Answer { status: StatusCode::OK, content_type: "text/plain; charset=utf-8", body: lines.concat().into() }
    }

    fn check(&self, headers: &HeaderMap) -> Result<(), Answer> {
        let Some(secret) = &self.secret else { return Ok(()) };
        match headers.get(SECRET_HEADER) {
            None => Err(refused(StatusCode::UNAUTHORIZED, "x-webhook-secret header not set")),
            Some(sent) if are_equal(sent.as_bytes(), secret.expose().as_bytes()) => Ok(()),
            Some(_) => Err(refused(StatusCode::FORBIDDEN, "invalid webhook secret")),
        }
    }

    async fn take(
        &self,
        event: Event,
        body: Bytes,
        (secret, route, queue): (Option<HeaderValue>, &Route, &mpsc::Sender<Job>),
    ) -> Answer {
        if !self.conditions.iter().all(|one| event.has(&one.field, &one.value)) {
            return accepted("skipped");
        }
        if self.once && self.has_first.replace(true) {
            return refused(StatusCode::SERVICE_UNAVAILABLE, "only one event is handled");
        }
        let (reply, answered) = oneshot::channel();
        let shown = event.clone();
        let job = Job { event, body, secret, reply: self.replies.then_some(reply) };
        if queue.try_send(job).is_err() {
            return refused(StatusCode::SERVICE_UNAVAILABLE, "too many events are waiting");
        }
        self.show(&shown, route);
        if !self.replies {
            return accepted("accepted");
        }
        match answered.await {
            Ok(Ok(body)) => Answer { status: StatusCode::OK, content_type: "application/json", body },
            Ok(Err(_)) | Err(_) => refused(StatusCode::INTERNAL_SERVER_ERROR, "the handler failed"),
        }
    }

    /// One line an event. A closed pipe ends the next write of the program anyway.
    fn show(&self, event: &Event, route: &Route) {
        let out = &self.cx.out;
        drop(match out.format() {
            Format::Json => out.json_line(event.payload()),
            Format::Quiet => out.raw(&event.repo().replace(['\n', '\r'], " ")),
            Format::Human | Format::Agent if matches!(route.action, Action::Show) => out.line(&event.summary()),
            Format::Human | Format::Agent => {
                out.log(&event.summary());
                Ok(())
            }
        });
    }
}

fn accepted(status: &str) -> Answer {
    json_answer(StatusCode::ACCEPTED, &json!({"status": status}))
}

fn refused(status: StatusCode, why: &str) -> Answer {
    json_answer(status, &json!({"error": why}))
}

fn json_answer(status: StatusCode, value: &Value) -> Answer {
    Answer { status, content_type: "application/json", body: value.to_string().into() }
}

#[cfg(test)]
mod tests {
    use super::Condition;

    #[test]
    fn a_condition_has_a_field_and_a_value() {
        for (text, is_taken) in [("a=b", true), ("a.b=", true), ("a.b=c=d", true), ("a", false), ("=b", false)] {
            assert_eq!(text.parse::<Condition>().is_ok(), is_taken, "{text}");
        }
    }
}
