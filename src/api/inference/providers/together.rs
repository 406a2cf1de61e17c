//! Together: chat, completions, embeddings, pictures, speech and videos.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::openai::{CHAT, chat_with_schema, generated, plain_completions, vectors};
use super::super::provider::{Fields, Form, Order, Provider, Queue, Read, Sent, State};
use super::super::task::Task;

const PICTURES: &str = "/v1/images/generations";
const VIDEOS: &str = "/v2/videos";
const PICTURE: Read = Read::Base64("/data/0/b64_json");

pub(super) static PROVIDER: Provider = Provider::new(
    "together",
    "https://api.together.xyz",
    &[
        (Task::Conversational, Form::new(|order| chat_with_schema(order, CHAT, schema), Read::Json)),
        (Task::TextGeneration, Form::new(|order| plain_completions(order, "/v1/completions"), Read::Shaped(generated))),
        (Task::FeatureExtraction, Form::new(embeddings, Read::Shaped(vectors))),
        (Task::TextToImage, Form::new(picture, PICTURE)),
        (Task::ImageToImage, Form::passing_urls(changed_picture, PICTURE)),
        (Task::TextToSpeech, Form::new(speech, Read::Content)),
        (Task::TextToVideo, Form::new(video, Read::Queue(&QUEUE))),
        (Task::ImageToVideo, Form::passing_urls(moving_picture, Read::Queue(&QUEUE))),
    ],
);

static QUEUE: Queue = Queue {
    own_base: None,
    router_query: "",
    job: |reply, path| Some(format!("{path}/{}", reply["id"].as_str()?)),
    state_suffix: "",
    every: Duration::from_secs(2),
    most: Some(150),
    state,
    read: Read::Link(&["/outputs/video_url"]),
};

fn state(reply: &Value) -> State {
    match reply["status"].as_str() {
        Some("completed") => State::Done,
        state @ (None | Some("queued" | "in_progress")) => State::Waiting(state.unwrap_or("queued").to_owned()),
        Some(other) => {
            State::Failed(reply.pointer("/error/message").and_then(Value::as_str).unwrap_or(other).to_owned())
        }
    }
}

fn schema(schema: &Value) -> Value {
    json!({"type": "json_schema", "schema": schema})
}

fn embeddings(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("input", order.ask.json()).set("model", order.id).and(&order.ask.parameters);
    Sent::json("/v1/embeddings", fields.done())
}

fn speech(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("input", order.ask.json()).set("model", order.id).and(&order.ask.parameters);
    Sent::json("/v1/audio/speech", fields.done())
}

fn picture(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("prompt", order.ask.json()).set("response_format", "base64");
    let fields = fields.and(&order.ask.parameters).rename("num_inference_steps", "steps");
    Sent::json(PICTURES, fields.set("model", order.id).done())
}

/// Two kinds of models take the picture in two places.
fn changed_picture(order: &Order<'_>) -> Sent {
    let mut parameters = Fields::new().and(&order.ask.parameters);
    let prompt = parameters.take("prompt").unwrap_or_else(|| "".into());
    let url = order.ask.media().url("image/jpeg");
    let id = order.id.to_lowercase();
    let fields = Fields::new().set("prompt", prompt);
    let fields = if id.contains("kontext") && id.contains("flux.1") {
        fields.set("image_url", url)
    } else {
        fields.set("reference_images", json!([url]))
    };
    let parameters = parameters.rename("num_inference_steps", "steps").done();
    Sent::json(PICTURES, fields.set("response_format", "base64").and(&parameters).set("model", order.id).done())
}

fn video(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("prompt", order.ask.json()).set("model", order.id).and(&order.ask.parameters);
    Sent::json(VIDEOS, with_video_names(fields).done())
}

fn moving_picture(order: &Order<'_>) -> Sent {
    let frame = json!({"input_image": order.ask.media().url("image/png"), "frame": "first"});
    let fields = Fields::new().set("model", order.id).set("frame_images", json!([frame])).and(&order.ask.parameters);
    Sent::json(VIDEOS, with_video_names(fields).done())
}

fn with_video_names(fields: Fields) -> Fields {
    let mut fields = fields.rename("num_inference_steps", "steps");
    match fields.take("target_size") {
        Some(size) => fields.set("width", size["width"].clone()).set("height", size["height"].clone()),
        None => fields,
    }
}
