//! fal: pictures, speech in both directions, videos. What takes long goes through a queue.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::provider::{Fields, Form, Order, Provider, Queue, Read, Sent, State};
use super::super::size::object;
use super::super::task::Task;
use super::super::url::path_of;
use crate::base::url::url_path;

/// A model that has no weights of its own; those of an adapter are put on top of this one.
const BARE_LORA: &str = "fal-ai/lora";
const BASE_OF_LORA: &str = "stabilityai/stable-diffusion-xl-base-1.0";

pub(super) static PROVIDER: Provider = Provider {
    name: "fal-ai",
    base: "https://fal.run",
    scheme: "Key",
    headers: &[],
    forms: &[
        (Task::TextToImage, Form::new(picture, Read::Link(PICTURE))),
        (Task::TextToSpeech, Form::new(speech, Read::Link(&["/audio/url"]))),
        (Task::AutomaticSpeechRecognition, Form::passing_urls(transcription, Read::Shaped(transcribed))),
        (Task::TextToVideo, Form::new(video, Read::Queue(&VIDEOS))),
        (Task::ImageToVideo, Form::passing_urls(moving_picture, Read::Queue(&VIDEOS))),
        (Task::ImageToImage, Form::passing_urls(changed_picture, Read::Queue(&PICTURES))),
        (Task::ImageSegmentation, Form::passing_urls(masks, Read::Queue(&MASKS))),
    ],
};

const PICTURE: &[&str] = &["/images/0/url"];
static PICTURES: Queue = queue(Read::Link(PICTURE));
static VIDEOS: Queue = queue(Read::Link(&["/video/url"]));
static MASKS: Queue = queue(Read::Mask("/image/url"));

const fn queue(read: Read) -> Queue {
    Queue {
        own_base: Some("https://queue.fal.run"),
        router_query: "?_subdomain=queue",
        job: |reply, _| path_of(reply["response_url"].as_str()?),
        state_suffix: "/status",
        every: Duration::from_millis(500),
        most: None,
        state,
        read,
    }
}

fn state(reply: &Value) -> State {
    let said = ["/error", "/error/message", "/detail"].iter().find_map(|at| reply.pointer(at)?.as_str());
    match (reply["status"].as_str().unwrap_or_default(), said) {
        ("COMPLETED", None) => State::Done,
        (state @ ("IN_QUEUE" | "IN_PROGRESS"), _) => State::Waiting(state.to_owned()),
        (_, Some(said)) => State::Failed(said.to_owned()),
        ("", None) => State::Failed("the reply has no status".to_owned()),
        (other, None) => State::Failed(other.to_owned()),
    }
}

fn picture(order: &Order<'_>) -> Sent {
    let mut fields = Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters);
    let size = fields.take_size().map(object);
    sent(order, with_adapter(order, fields.maybe("image_size", size)))
}

fn video(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters);
    sent(order, with_adapter(order, fields))
}

fn changed_picture(order: &Order<'_>) -> Sent {
    let url = order.ask.media().url("image/jpeg");
    let fields = Fields::new().set("image_url", url.clone()).set("image_urls", json!([url])).and(&order.ask.parameters);
    sent(order, with_adapter(order, fields.rename("target_size", "image_size")))
}

fn moving_picture(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("image_url", order.ask.media().url("image/jpeg")).and(&order.ask.parameters);
    sent(order, with_adapter(order, fields))
}

fn masks(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("image_url", order.ask.media().url("image/png")).and(&order.ask.parameters);
    sent(order, fields.set("sync_mode", true))
}

fn speech(order: &Order<'_>) -> Sent {
    sent(order, Fields::new().set("text", order.ask.json()).and(&order.ask.parameters))
}

/// It hears what a recording is, whatever its type says.
fn transcription(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("audio_url", order.ask.media().url_as("audio/mpeg")).and(&order.ask.parameters);
    sent(order, fields)
}

fn transcribed(reply: &Value) -> Option<Value> {
    Some(json!({"text": reply["text"].as_str()?}))
}

/// Weights that are put on top of the model's are fetched from the Hub.
fn with_adapter(order: &Order<'_>, fields: Fields) -> Fields {
    let Some(file) = order.adapter else { return fields };
    let path = format!("{}/{}/resolve/main/{}", order.hub, url_path(order.model), url_path(file));
    let fields = fields.set("loras", json!([{"path": path, "scale": 1}]));
    let is_bare = order.ask.task == Task::TextToImage && order.id == BARE_LORA;
    fields.maybe("model_name", is_bare.then_some(BASE_OF_LORA))
}

fn sent(order: &Order<'_>, fields: Fields) -> Sent {
    Sent::json(format!("/{}", url_path(order.id)), fields.done())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::provider::State;
    use super::state;

    #[test]
    fn a_job_that_failed_is_not_waited_for() {
        let failed = |why: &str| State::Failed(why.to_owned());
        for (reply, expected) in [
            (json!({"status": "IN_QUEUE", "queue_position": 3}), State::Waiting("IN_QUEUE".to_owned())),
            (json!({"status": "COMPLETED"}), State::Done),
            (json!({"status": "COMPLETED", "error": "bad prompt"}), failed("bad prompt")),
            (json!({"status": "FAILED", "error": {"message": "no GPU"}}), failed("no GPU")),
            (json!({"status": "CANCELLED"}), failed("CANCELLED")),
            (json!({"detail": "gone"}), failed("gone")),
        ] {
            assert_eq!(state(&reply), expected, "{reply}");
        }
    }
}
