//! WaveSpeed: pictures and videos, through a queue.

use std::time::Duration;

use serde_json::Value;

use super::super::provider::{Fields, Form, Order, Provider, Queue, Read, Sent, State};
use super::super::task::Task;
use super::super::url::path_of;
use crate::base::url::url_path;

pub(super) static PROVIDER: Provider = Provider::new(
    "wavespeed",
    "https://api.wavespeed.ai",
    &[
        (Task::TextToImage, Form::new(prompted, Read::Queue(&QUEUE))),
        (Task::TextToVideo, Form::new(prompted, Read::Queue(&QUEUE))),
        (Task::ImageToImage, Form::passing_urls(pictured, Read::Queue(&QUEUE))),
        (Task::ImageToVideo, Form::passing_urls(pictured, Read::Queue(&QUEUE))),
    ],
);

static QUEUE: Queue = Queue {
    own_base: None,
    router_query: "",
    job: |reply, _| path_of(reply.pointer("/data/urls/get")?.as_str()?),
    state_suffix: "",
    every: Duration::from_millis(500),
    most: None,
    state,
    read: Read::Link(&["/data/outputs/0"]),
};

fn state(reply: &Value) -> State {
    let text = |at: &str| reply.pointer(at).and_then(Value::as_str).filter(|text| !text.is_empty());
    match text("/data/status") {
        Some("completed") => State::Done,
        Some(state @ ("processing" | "created")) => State::Waiting(state.to_owned()),
        Some(other) => State::Failed(text("/data/error").unwrap_or(other).to_owned()),
        None => State::Failed(text("/message").unwrap_or("the reply has no status").to_owned()),
    }
}

fn prompted(order: &Order<'_>) -> Sent {
    sent(order, Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters))
}

/// It sees what a picture is, whatever its type says.
fn pictured(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("image", order.ask.media().url_as("image/jpeg")).and(&order.ask.parameters);
    sent(order, fields.rename("prompt", "prompt"))
}

fn sent(order: &Order<'_>, fields: Fields) -> Sent {
    Sent::json(format!("/api/v3/{}", url_path(order.id)), fields.done())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::provider::State;
    use super::state;

    #[test]
    fn only_states_that_are_known_are_waited_for() {
        let failed = |why: &str| State::Failed(why.to_owned());
        for (reply, expected) in [
            (json!({"data": {"status": "created"}}), State::Waiting("created".to_owned())),
            (json!({"data": {"status": "completed", "outputs": ["x"]}}), State::Done),
            (json!({"data": {"status": "failed", "error": "no GPU"}}), failed("no GPU")),
            (json!({"data": {"status": "lost"}}), failed("lost")),
            (json!({"code": 500, "message": "broken"}), failed("broken")),
        ] {
            assert_eq!(state(&reply), expected, "{reply}");
        }
    }
}
