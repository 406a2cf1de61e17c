//! Requests that are sent as they are, to the Hub's own service or to a server: for tasks without a form.

use std::time::Duration;

use futures_util::{Stream, StreamExt};
use serde_json::Value;

use super::Inference;
use super::answer::{Answer, content_or_json};
use super::ask::{Ask, Input, Media};
use super::error::InferenceError;
use super::mapping::model_id;
use super::notice::Tell;
use super::openai::PLAIN_CHAT;
use super::provider::{Form, Order, Payload, Read, Sent};
use super::providers::HF_INFERENCE;
use super::route::{Place, Route};
use super::send::Extras;
use super::task::Task;
use super::url::{self, web_address};
use crate::base::url::url_path;
use crate::http::stream;

/// A request, as it is sent.
#[derive(Debug, Clone)]
pub struct Post {
    /// A model of the Hub, or the address of a server.
    pub to: String,
    /// The task, which may be any word.
    pub task: Option<String>,
    /// A body in JSON, or else the content.
    pub json: Option<Value>,
    /// Content.
    pub media: Option<Media>,
}

impl Inference {
    /// `POST` to a model at the Hub's own service, or to a server. `tell` hears that a model is loading.
    ///
    /// # Errors
    /// Any [`InferenceError`].
    pub async fn post(&self, post: &Post, extras: &Extras, tell: &Tell<'_>) -> Result<Answer, InferenceError> {
        let (route, ask) = self.posted(post)?;
        let asked = self.ask(&route, ask, extras, tell).await?;
        content_or_json(asked).await
    }

    /// The same, whose answer comes in pieces: the data of events, or lines.
    ///
    /// # Errors
    /// Any [`InferenceError`].
    pub async fn post_stream(
        &self,
        post: &Post,
        (extras, patience): (&Extras, Duration),
        tell: &Tell<'_>,
    ) -> Result<impl Stream<Item = Result<String, InferenceError>> + use<>, InferenceError> {
        let (route, mut ask) = self.posted(post)?;
        if let Input::Json(Value::Object(fields)) = &mut ask.input {
            fields.insert("stream".to_owned(), Value::Bool(true));
        }
        let asked = self.ask(&route, ask, extras, tell).await?;
        let events = stream::events(asked.response, patience);
        Ok(events.map(|event| Ok(event?.data)).take_while(|data| {
            let is_end = data.as_ref().is_ok_and(|data: &String| data.trim() == "[DONE]");
            std::future::ready(!is_end)
        }))
    }

    /// A server that speaks OpenAI's form, at a path of that API such as `/v1/embeddings`. A question with JSON is sent to it
    /// as it is, and the answer is not changed either.
    ///
    /// # Errors
    /// [`InferenceError::BadAddress`].
    pub fn openai_route(&self, url: &str, path: &str, model: &str) -> Result<Route, InferenceError> {
        let place = Place::Url(url::openai(&web_address(url)?, path));
        Ok(Route {
            task: Task::Conversational,
            place,
            form: PASSED,
            id: String::new(),
            model: model.to_owned(),
            adapter: None,
        })
    }

    /// `GET {url}/v1/models`: the models of a server that speaks OpenAI's form.
    ///
    /// # Errors
    /// [`InferenceError::BadAddress`], or any [`HubError`](crate::api::HubError).
    pub async fn openai_models(&self, url: &str) -> Result<Value, InferenceError> {
        let address = url::openai(&web_address(url)?, "/v1/models");
        Ok(self.server(&address).get(address.as_str()).json().await?)
    }

    fn posted(&self, post: &Post) -> Result<(Route, Ask), InferenceError> {
        let (place, model) = if post.to.contains("://") {
            (Place::Url(web_address(&post.to)?), post.to.clone())
        } else {
            if self.key.is_some() {
                return Err(InferenceError::StrayKey { why: "hf-inference takes Hugging Face tokens only" });
            }
            model_id(&post.to)?;
            let path = url_path(&post.to);
            let task = post.task.as_deref().map(|task| format!("/pipeline/{}", url_path(task)));
            // A model that does one task needs none named.
            (Place::Provider(HF_INFERENCE), format!("/models/{path}{}", task.unwrap_or_default()))
        };
        let input = match (&post.json, &post.media) {
            (Some(json), _) => Input::Json(json.clone()),
            (None, Some(media)) => Input::Media(media.clone()),
            (None, None) => Input::None,
        };
        let task = post.task.as_deref().and_then(Task::named).unwrap_or(Task::TextGeneration);
        let route = Route { task, place, form: PASSED, id: model, model: post.to.clone(), adapter: None };
        Ok((route, Ask::new(task, input, serde_json::Map::new())))
    }
}

/// What is sent is what is asked.
const PASSED: Form = Form { build, read: Read::Json, ..PLAIN_CHAT };

fn build(order: &Order<'_>) -> Sent {
    let body = match &order.ask.input {
        Input::Media(Media::Bytes { bytes, kind }) => Payload::Bytes { bytes: bytes.clone(), kind: kind.clone() },
        _ => Payload::Json(order.ask.json()),
    };
    Sent { path: order.id.to_owned(), body }
}
