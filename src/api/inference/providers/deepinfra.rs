//! DeepInfra: chat, completions, embeddings, speech in both directions.

use serde_json::{Value, json};

use super::super::ask::Media;
use super::super::openai::{chat, completions, generated, vectors};
use super::super::provider::{Fields, Form, Order, Payload, Provider, Read, Sent};
use super::super::task::Task;

pub(super) static PROVIDER: Provider = Provider::new(
    "deepinfra",
    "https://api.deepinfra.com",
    &[
        (Task::Conversational, Form::new(|order| chat(order, "/v1/openai/chat/completions"), Read::Json)),
        (
            Task::TextGeneration,
            Form::new(|order| completions(order, "/v1/openai/completions"), Read::Shaped(generated)),
        ),
        (Task::FeatureExtraction, Form::new(embeddings, Read::Shaped(vectors))),
        (Task::TextToSpeech, Form::new(speech, Read::Content)),
        (Task::AutomaticSpeechRecognition, Form::new(transcription, Read::Shaped(transcribed))),
    ],
);

fn embeddings(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("input", order.ask.json()).and(&order.ask.parameters).set("model", order.id);
    Sent::json("/v1/openai/embeddings", fields.done())
}

fn speech(order: &Order<'_>) -> Sent {
    let fields = Fields::new().set("input", order.ask.json()).and(&order.ask.parameters).set("model", order.id);
    Sent::json("/v1/openai/audio/speech", fields.done())
}

fn transcription(order: &Order<'_>) -> Sent {
    let fields = Fields::new().and(&order.ask.parameters).set("model", order.id).done();
    let (bytes, kind) = match order.ask.media() {
        Media::Bytes { bytes, kind } => (bytes, kind),
        Media::Url(_) => Default::default(),
    };
    Sent { path: "/v1/openai/audio/transcriptions".to_owned(), body: Payload::Form { bytes, kind, fields } }
}

/// The parts of a recording get the names that the Hub has for them.
fn transcribed(reply: &Value) -> Option<Value> {
    let mut shaped = json!({"text": reply["text"].as_str()?});
    if let Some(segments) = reply["segments"].as_array() {
        let chunk = |segment: &Value| json!({"text": segment["text"], "timestamp": [segment["start"], segment["end"]]});
        shaped["chunks"] = segments.iter().map(chunk).collect();
    }
    Some(shaped)
}
