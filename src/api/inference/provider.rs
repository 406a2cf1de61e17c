//! A provider as data: where it is, what it can do, and how each task is asked for and answered there. Sends nothing.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::ask::Ask;
use super::task::Task;

/// Who runs models.
#[derive(Debug)]
pub struct Provider {
    /// Its name at the Hub.
    pub name: &'static str,
    /// Its own base URL, for those who have a key of their own.
    pub(super) base: &'static str,
    /// The word before a key of its own.
    pub(super) scheme: &'static str,
    /// Headers that it wants on every request.
    pub(super) headers: &'static [(&'static str, &'static str)],
    /// What it can do.
    pub(super) forms: &'static [(Task, Form)],
}

/// How a task is asked for and answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// Makes the request.
    pub(super) build: fn(&Order<'_>) -> Sent,
    /// Reads the answer.
    pub(super) read: Read,
    /// Addresses on the web are sent as they are, and not fetched here.
    pub(super) passes_urls: bool,
}

/// A question for one provider.
pub(super) struct Order<'a> {
    pub(super) ask: &'a Ask,
    /// The model's ID at the provider.
    pub(super) id: &'a str,
    /// The model's ID at the Hub.
    pub(super) model: &'a str,
    /// The file of weights that are put on top of another model's.
    pub(super) adapter: Option<&'a str>,
    /// The base URL of the Hub.
    pub(super) hub: &'a str,
}

/// A request to be sent.
pub(super) struct Sent {
    /// Below the provider's base, beginning with a slash.
    pub(super) path: String,
    pub(super) body: Payload,
}

/// What a request holds.
pub(super) enum Payload {
    Json(Value),
    /// Content as it is, with its media type where that is known.
    Bytes {
        bytes: Bytes,
        kind: Option<String>,
    },
    /// A form with a file, and its fields.
    Form {
        bytes: Bytes,
        kind: Option<String>,
        fields: Map<String, Value>,
    },
}

/// How an answer is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read {
    /// It is the task's documented shape.
    Json,
    /// It is made into that shape; `None` if it cannot be.
    Shaped(fn(&Value) -> Option<Value>),
    /// The body is the content.
    Content,
    /// The content is in base64 at this pointer.
    Base64(&'static str),
    /// The content is behind the address at the first of these pointers that holds one.
    Link(&'static [&'static str]),
    /// The same for the mask of a picture, which becomes the one element of a segmentation.
    Mask(&'static str),
    /// The request joins a queue.
    Queue(&'static Queue),
}

/// A queue that is looked at until the work is done.
#[derive(Debug)]
pub(super) struct Queue {
    /// Where it is joined with a key of one's own, if that is not the provider's base.
    pub(super) own_base: Option<&'static str>,
    /// The query of all its addresses at the router.
    pub(super) router_query: &'static str,
    /// The path of the job, below the provider's base, from the reply and the path that was sent to.
    pub(super) job: fn(&Value, &str) -> Option<String>,
    /// What is appended to that path to see the state, where the path itself holds the result.
    pub(super) state_suffix: &'static str,
    /// Between two looks.
    pub(super) every: Duration,
    /// How many looks are enough.
    pub(super) most: Option<u32>,
    /// What the state means.
    pub(super) state: fn(&Value) -> State,
    /// How the result is read.
    pub(super) read: Read,
}

/// How a job is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It waits or runs: the provider's word.
    Waiting(String),
    Done,
    /// Why.
    Failed(String),
}

impl Provider {
    /// With a key in the usual way and nothing special.
    pub(super) const fn new(name: &'static str, base: &'static str, forms: &'static [(Task, Form)]) -> Self {
        Self { name, base, scheme: "Bearer", headers: &[], forms }
    }

    /// How it does a task, if it can.
    pub(super) fn form(&self, task: Task) -> Option<Form> {
        self.forms.iter().find(|(known, _)| *known == task).map(|(_, form)| *form)
    }

    /// Whether it can do a task.
    pub fn does(&self, task: Task) -> bool {
        self.form(task).is_some()
    }

    /// What it can do.
    pub fn tasks(&self) -> impl Iterator<Item = Task> {
        self.forms.iter().map(|(task, _)| *task)
    }
}

impl Form {
    /// Of JSON, whose media are fetched here.
    pub(super) const fn new(build: fn(&Order<'_>) -> Sent, read: Read) -> Self {
        Self { build, read, passes_urls: false }
    }

    /// The same for a provider that fetches media itself.
    pub(super) const fn passing_urls(build: fn(&Order<'_>) -> Sent, read: Read) -> Self {
        Self { build, read, passes_urls: true }
    }
}

impl Sent {
    pub(super) fn json(path: impl Into<String>, fields: Map<String, Value>) -> Self {
        Self { path: path.into(), body: Payload::Json(Value::Object(fields)) }
    }
}

/// Fields of a body, put together in order.
#[derive(Default)]
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a field. A name that exists keeps its place and gets the new value.
    pub(super) fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a field if there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Adds all fields of others.
    pub(super) fn and(mut self, others: &Map<String, Value>) -> Self {
        self.0.extend(others.iter().map(|(name, value)| (name.clone(), value.clone())));
        self
    }

    /// Gives a field another name, at the end.
    pub(super) fn rename(mut self, from: &str, to: &str) -> Self {
        match self.0.shift_remove(from) {
            Some(value) => self.set(to, value),
            None => self,
        }
    }

    /// Takes a field out.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name)
    }

    pub(super) fn done(self) -> Map<String, Value> {
        self.0
    }

    /// Takes `width` and `height` out, if both are there.
    pub(super) fn take_size(&mut self) -> Option<(Value, Value)> {
        if !self.0.contains_key("width") || !self.0.contains_key("height") {
            return None;
        }
        Some((self.take("width")?, self.take("height")?))
    }
}
