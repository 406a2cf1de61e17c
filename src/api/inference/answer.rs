//! Answers: read as the provider's form says, from the reply itself, from behind a link, or from a queue.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Inference;
use super::ask::Ask;
use super::error::InferenceError;
use super::media::{self, Content};
use super::notice::{Notice, Tell};
use super::provider::{Queue, Read, State};
use super::route::Route;
use super::send::{Asked, Extras};
use crate::api::service::{decode, parse};
use crate::http::reply::header;
use crate::http::{body, shown_url};

/// What a model answered.
#[derive(Debug, Clone)]
pub enum Answer {
    /// In the task's documented shape.
    Json(Value),
    /// A picture, a recording or a video.
    Content(Content),
}

impl Inference {
    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// Any [`InferenceError`] but those of streams.
    pub async fn answer(
        &self,
        route: &Route,
        ask: Ask,
        extras: &Extras,
        tell: &Tell<'_>,
    ) -> Result<Answer, InferenceError> {
        let asked = self.ask(route, ask, extras, tell).await?;
        match route.form.read {
            Read::Content => content(asked).await,
            Read::Queue(queue) => {
                let reply = self.result(route, queue, asked, tell).await?;
                self.read(route, queue.read, reply).await
            }
            read => self.read(route, read, decode(asked.response).await?).await,
        }
    }

    async fn read(&self, route: &Route, read: Read, reply: Value) -> Result<Answer, InferenceError> {
        match read {
            // The others are not read from JSON.
            Read::Json | Read::Content | Read::Queue(_) => Ok(Answer::Json(reply)),
            Read::Shaped(shape) => {
                shape(&reply).map(Answer::Json).ok_or_else(|| unexpected(route, "it lacks what was asked for"))
            }
            Read::Base64(at) => {
                let text = reply.pointer(at).and_then(Value::as_str);
                let bytes = text.and_then(|text| STANDARD.decode(text.trim()).ok());
                let bytes = bytes.ok_or_else(|| unexpected(route, "it holds no content in base64"))?;
                Ok(Answer::Content(Content { bytes: bytes.into(), kind: None }))
            }
            Read::Link(places) => Ok(Answer::Content(self.linked(route, &reply, places).await?)),
            Read::Mask(at) => {
                let mask = self.linked(route, &reply, &[at]).await?;
                Ok(Answer::Json(json!([{"label": "mask", "mask": STANDARD.encode(&mask.bytes), "score": null}])))
            }
        }
    }

    /// The content behind the first of these pointers that holds an address.
    async fn linked(&self, route: &Route, reply: &Value, places: &[&str]) -> Result<Content, InferenceError> {
        let link = places.iter().find_map(|at| reply.pointer(at)?.as_str());
        let link = link.ok_or_else(|| unexpected(route, "it has no link to the content"))?;
        match link.strip_prefix("data:") {
            Some(data) => inline(data).ok_or_else(|| unexpected(route, "its content is not valid base64")),
            None => media::fetch(self.hub.http(), link).await,
        }
    }

    /// Looks at a queue until the work is done.
    async fn result(
        &self,
        route: &Route,
        queue: &Queue,
        asked: Asked,
        tell: &Tell<'_>,
    ) -> Result<Value, InferenceError> {
        let (path, query) = match asked.path.split_once('?') {
            Some((path, query)) => (path.to_owned(), format!("?{query}")),
            None => (asked.path.clone(), String::new()),
        };
        let (service, headers) = (&asked.service, &asked.headers);
        let mut reply: Value = decode(asked.response).await?;
        let mut job: Option<String> = None;
        let mut looks = 0;
        loop {
            let state = match (queue.state)(&reply) {
                State::Failed(why) => return Err(InferenceError::JobFailed { by: route.by(), why }),
                State::Done if queue.state_suffix.is_empty() || job.is_none() => return Ok(reply),
                State::Done => {
                    let at = format!("{}{query}", job.unwrap_or_default());
                    let call = self.call(service, (Method::GET, &at), headers).whole();
                    return Ok(decode(self.checked(route, call).await?).await?);
                }
                State::Waiting(state) => state,
            };
            let known = job.take().or_else(|| (queue.job)(&reply, &path));
            let at = known.ok_or_else(|| unexpected(route, "it does not say where the job is"))?;
            tell(Notice::Queued { provider: &route.by(), job: &at, state: &state });
            if queue.most.is_some_and(|most| looks >= most) {
                return Err(InferenceError::JobEndless { by: route.by(), state, looks });
            }
            // The first look is at once only where a queue is looked at rarely.
            if looks > 0 || queue.every.as_secs() < 5 {
                sleep(queue.every).await;
            }
            looks += 1;
            let address = format!("{at}{}{query}", queue.state_suffix);
            let call = self.call(service, (Method::GET, &address), headers).whole();
            reply = decode(self.checked(route, call).await?).await?;
            job = Some(at);
        }
    }
}

/// The body of a reply. One that is JSON says what went wrong, or what is elsewhere.
async fn content(asked: Asked) -> Result<Answer, InferenceError> {
    let url = shown_url(asked.response.url().as_str());
    let kind = header(asked.response.headers(), "content-type");
    let bytes = body::read(asked.response).await?;
    match kind.as_deref() {
        Some(kind) if kind.starts_with("text/html") => Err(InferenceError::Page { url }),
        Some(kind) if kind.starts_with("application/json") => {
            let said: Value = parse(&url, &bytes)?;
            Err(InferenceError::Unexpected { by: url, what: said.to_string().chars().take(500).collect() })
        }
        _ => Ok(Answer::Content(Content { bytes, kind })),
    }
}

/// JSON if the reply is, else its content.
pub(super) async fn content_or_json(asked: Asked) -> Result<Answer, InferenceError> {
    let kind = header(asked.response.headers(), "content-type");
    let bytes = body::read(asked.response).await?;
    Ok(match serde_json::from_slice(&bytes) {
        Ok(value) => Answer::Json(value),
        Err(_) => Answer::Content(Content { bytes, kind }),
    })
}

fn inline(data: &str) -> Option<Content> {
    let (kind, text) = data.split_once(',')?;
    let kind = kind.strip_suffix(";base64")?;
    Some(Content { bytes: STANDARD.decode(text.trim()).ok()?.into(), kind: Some(kind.to_owned()) })
}

fn unexpected(route: &Route, what: &str) -> InferenceError {
    InferenceError::Unexpected { by: route.by(), what: what.to_owned() }
}
