//! Replicate: pictures, speech in both directions, videos. It answers when the work is done, or after a minute with
//! where to look.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::provider::{Fields, Form, Order, Provider, Queue, Read, Sent, State};
use super::super::task::Task;
use super::super::url::path_of;
use crate::base::url::url_path;

pub(super) static PROVIDER: Provider = Provider {
    name: "replicate",
    base: "https://api.replicate.com",
    scheme: "Bearer",
    headers: &[("prefer", "wait")],
    forms: &[
        (Task::TextToImage, Form::new(picture, Read::Queue(&FILES))),
        (Task::TextToVideo, Form::new(prompted, Read::Queue(&FILES))),
        (Task::TextToSpeech, Form::new(speech, Read::Queue(&FILES))),
        (Task::ImageToImage, Form::passing_urls(changed_picture, Read::Queue(&FILES))),
        (Task::AutomaticSpeechRecognition, Form::passing_urls(transcription, Read::Queue(&TEXTS))),
    ],
};

static FILES: Queue = queue(Read::Link(&["/output", "/output/0"]));
static TEXTS: Queue = queue(Read::Shaped(transcribed));

const fn queue(read: Read) -> Queue {
    Queue {
        own_base: None,
        router_query: "",
        job: |reply, _| path_of(reply.pointer("/urls/get")?.as_str()?),
        state_suffix: "",
        every: Duration::from_millis(500),
        most: None,
        state,
        read,
    }
}

fn state(reply: &Value) -> State {
    match reply["status"].as_str() {
        Some(state @ ("starting" | "processing")) => State::Waiting(state.to_owned()),
        Some("succeeded") | None if !reply["output"].is_null() => State::Done,
        state => {
            let why = reply["error"].as_str().or(state).unwrap_or("the reply has no output");
            State::Failed(why.to_owned())
        }
    }
}

fn prompted(order: &Order<'_>) -> Sent {
    sent(order, Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters))
}

/// Weights that are put on top of the model's are always fetched from the Hub itself.
fn picture(order: &Order<'_>) -> Sent {
    let weights = order.adapter.map(|_| format!("https://huggingface.co/{}", order.model));
    let fields = Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters);
    sent(order, fields.maybe("lora_weights", weights))
}

fn speech(order: &Order<'_>) -> Sent {
    sent(order, Fields::new().and(&order.ask.parameters).set("text", order.ask.json()))
}

/// Its models have four names for the picture.
fn changed_picture(order: &Order<'_>) -> Sent {
    let url = order.ask.media().url("image/jpeg");
    let fields = Fields::new().set("image", url.clone()).set("images", json!([url.clone()]));
    let fields = fields.set("input_image", url.clone()).set("input_images", json!([url]));
    sent(order, fields.and(&order.ask.parameters))
}

fn transcription(order: &Order<'_>) -> Sent {
    sent(order, Fields::new().set("audio", order.ask.media().url("audio/wav")).and(&order.ask.parameters))
}

/// Its models say what they heard in several ways.
fn transcribed(reply: &Value) -> Option<Value> {
    let output = &reply["output"];
    let output = output.get(0).unwrap_or(output);
    let named = || ["translation", "transcription"].iter().find_map(|name| output[*name].as_str());
    let text = output.as_str().or_else(named)?;
    Some(json!({"text": text}))
}

/// A model of a certain version has an address of its own.
fn sent(order: &Order<'_>, input: Fields) -> Sent {
    let mut body: Map<String, Value> = Fields::new().set("input", input.done()).done();
    match order.id.split_once(':') {
        Some((_, version)) => {
            body.insert("version".to_owned(), version.into());
            Sent::json("/v1/predictions", body)
        }
        None => Sent::json(format!("/v1/models/{}/predictions", url_path(order.id)), body),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::provider::State;
    use super::{state, transcribed};

    #[test]
    fn a_failure_is_told_as_such_and_not_as_a_time_out() {
        let failed = |why: &str| State::Failed(why.to_owned());
        for (reply, expected) in [
            (json!({"status": "succeeded", "output": ["x"]}), State::Done),
            (json!({"output": "x"}), State::Done),
            (json!({"status": "processing", "output": null}), State::Waiting("processing".to_owned())),
            (json!({"status": "failed", "error": "NSFW content", "output": null}), failed("NSFW content")),
            (json!({"status": "canceled"}), failed("canceled")),
            (json!({"status": "succeeded", "output": null}), failed("succeeded")),
            (json!({}), failed("the reply has no output")),
        ] {
            assert_eq!(state(&reply), expected, "{reply}");
        }
    }

    #[test]
    fn a_transcription_is_found_in_every_form() {
        for output in [json!("a"), json!(["a"]), json!({"transcription": "a"}), json!({"translation": "a"})] {
            assert_eq!(transcribed(&json!({"output": output})), Some(json!({"text": "a"})));
        }
        assert_eq!(transcribed(&json!({"output": 5})), None);
    }
}
