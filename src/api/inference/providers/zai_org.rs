//! Z.ai: chat and pictures, which go through a queue.

use std::time::Duration;

use serde_json::Value;

use super::super::openai::chat;
use super::super::provider::{Fields, Form, Order, Provider, Queue, Read, Sent, State};
use super::super::size::joined;
use super::super::task::Task;

pub(super) static PROVIDER: Provider = Provider {
    name: "zai-org",
    base: "https://api.z.ai",
    scheme: "Bearer",
    headers: &[("accept-language", "en-US,en"), ("x-source-channel", "hugging_face")],
    forms: &[
        (Task::Conversational, Form::new(|order| chat(order, "/api/paas/v4/chat/completions"), Read::Json)),
        (Task::TextToImage, Form::new(picture, Read::Queue(&QUEUE))),
    ],
};

static QUEUE: Queue = Queue {
    own_base: None,
    router_query: "",
    job: |reply, _| Some(format!("/api/paas/v4/async-result/{}", reply["id"].as_str()?)),
    state_suffix: "",
    every: Duration::from_secs(5),
    most: Some(60),
    state,
    read: Read::Link(&["/image_result/0/url"]),
};

fn state(reply: &Value) -> State {
    match reply["task_status"].as_str() {
        Some("SUCCESS") => State::Done,
        Some("FAIL") => {
            let why = reply.pointer("/error/message").and_then(Value::as_str).unwrap_or("FAIL");
            State::Failed(why.to_owned())
        }
        Some(other) => State::Waiting(other.to_owned()),
        None => State::Failed("the reply has no status".to_owned()),
    }
}

fn picture(order: &Order<'_>) -> Sent {
    let mut parameters = Fields::new().and(&order.ask.parameters);
    let size = parameters.take_size().map(joined);
    let fields = Fields::new().set("model", order.id).set("prompt", order.ask.json()).maybe("size", size);
    Sent::json("/api/paas/v4/async/images/generations", fields.and(&parameters.done()).done())
}
