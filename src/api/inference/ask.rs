//! A question to a model, before anything is known of who answers it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Map, Value};

use super::task::Task;
use crate::base::json;

/// The parameter that says what form an answer has.
const SCHEMA: &str = "response_format";

/// A question to a model.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What is asked for.
    pub task: Task,
    /// What it is asked about.
    pub input: Input,
    /// How: the task's parameters, in the order in which they are sent.
    pub parameters: Map<String, Value>,
    /// What some tasks send beside the parameters, such as `stream`.
    pub beside: Map<String, Value>,
}

/// What a model is asked about.
#[derive(Debug, Clone)]
pub enum Input {
    /// Nothing but what stands beside the parameters.
    None,
    /// A text, or whatever else JSON can say.
    Json(Value),
    /// A picture or a recording.
    Media(Media),
}

/// A picture or a recording.
#[derive(Debug, Clone)]
pub enum Media {
    /// Its content, and its media type where that is known.
    Bytes {
        /// The content.
        bytes: Bytes,
        /// The media type, by the name of its file or as a server says it.
        kind: Option<String>,
    },
    /// An address on the web. Some providers fetch it themselves; for the others it is fetched here.
    Url(String),
}

impl Ask {
    /// Without parameters that are null, at any depth; only the schema of an answer is kept to the letter, as some
    /// servers take its nulls.
    pub fn new(task: Task, input: Input, mut parameters: Map<String, Value>) -> Self {
        let schema = parameters.get_mut(SCHEMA).map(Value::take).filter(|schema| !schema.is_null());
        let mut parameters: Map<String, Value> = match schema {
            // A stand-in keeps its place.
            Some(_) => {
                parameters.insert(SCHEMA.to_owned(), Value::Bool(true));
                without_nulls(parameters)
            }
            None => without_nulls(parameters),
        };
        if let Some(schema) = schema {
            parameters.insert(SCHEMA.to_owned(), schema);
        }
        Self { task, input, parameters, beside: Map::new() }
    }

    /// The same with a field beside the parameters.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.beside.insert(name.to_owned(), value);
        self
    }

    /// The input as JSON; of media nothing.
    pub(super) fn json(&self) -> Value {
        match &self.input {
            Input::Json(value) => value.clone(),
            Input::None | Input::Media(_) => Value::Null,
        }
    }

    /// The media; empty ones if it is about something else.
    pub(super) fn media(&self) -> Media {
        match &self.input {
            Input::Media(media) => media.clone(),
            Input::None | Input::Json(_) => Media::Bytes { bytes: Bytes::new(), kind: None },
        }
    }
}

impl Media {
    /// The content in base64; of an address nothing.
    pub(super) fn base64(&self) -> String {
        match self {
            Self::Bytes { bytes, .. } => STANDARD.encode(bytes),
            Self::Url(_) => String::new(),
        }
    }

    /// The address, or else a `data:` URL of its own type or, without one, of this.
    pub(super) fn url(&self, kind_if_unknown: &str) -> String {
        match self {
            Self::Url(url) => url.clone(),
            Self::Bytes { kind, .. } => self.data_url(kind.as_deref().unwrap_or(kind_if_unknown)),
        }
    }

    /// The address, or else a `data:` URL that always claims this type.
    pub(super) fn url_as(&self, kind: &str) -> String {
        match self {
            Self::Url(url) => url.clone(),
            Self::Bytes { .. } => self.data_url(kind),
        }
    }

    fn data_url(&self, kind: &str) -> String {
        format!("data:{kind};base64,{}", self.base64())
    }
}

/// The fields without nulls, at any depth.
pub(super) fn without_nulls(fields: Map<String, Value>) -> Map<String, Value> {
    match json::without_nulls(Value::Object(fields)) {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
