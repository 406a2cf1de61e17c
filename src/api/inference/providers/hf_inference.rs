//! The Hub's own service, `hf-inference`, and servers at addresses of one's own, which speak as it does.

use serde_json::{Map, Value, json};

use super::super::ask::{Input, Media};
use super::super::openai::{CHAT, with_model, with_schema};
use super::super::provider::{Fields, Form, Order, Payload, Provider, Read, Sent};
use super::super::shapes::{first, flat, labels, recordings};
use super::super::task::Task;
use crate::base::url::url_path;

/// Sends everything through the router: it has no base of its own.
pub(super) static PROVIDER: Provider = Provider::new(
    "hf-inference",
    "",
    &[
        (Task::AudioClassification, BINARY),
        (Task::AudioToAudio, Form::new(binary, Read::Shaped(recordings))),
        (Task::AutomaticSpeechRecognition, BINARY),
        (Task::Conversational, Form::new(chat, Read::Json)),
        (Task::DocumentQuestionAnswering, Form::new(document, Read::Json)),
        (Task::FeatureExtraction, Form::new(features, Read::Json)),
        (Task::FillMask, JSON),
        (Task::ImageClassification, BINARY),
        (Task::ImageSegmentation, BINARY),
        (Task::ImageToImage, Form::new(binary, Read::Content)),
        (Task::ImageToText, Form::new(binary, Read::Shaped(first))),
        (Task::ObjectDetection, BINARY),
        (Task::QuestionAnswering, JSON),
        (Task::SentenceSimilarity, JSON),
        (Task::Summarization, FIRST),
        (Task::TableQuestionAnswering, JSON),
        (Task::TabularClassification, JSON),
        (Task::TextClassification, Form::new(json_body, Read::Shaped(flat))),
        (Task::TextGeneration, FIRST),
        (Task::TextToImage, Form::new(json_body, Read::Content)),
        (Task::TextToSpeech, Form::new(json_body, Read::Content)),
        (Task::TokenClassification, JSON),
        (Task::Translation, FIRST),
        (Task::VisualQuestionAnswering, Form::new(visual, Read::Json)),
        (Task::ZeroShotClassification, Form::new(json_body, Read::Shaped(labels))),
        (Task::ZeroShotImageClassification, BINARY),
    ],
);

const JSON: Form = Form::new(json_body, Read::Json);
const FIRST: Form = Form::new(json_body, Read::Shaped(first));
const BINARY: Form = Form::new(binary, Read::Json);

/// Tasks that share their models, so that each is named in the address.
const NAMED: [Task; 2] = [Task::FeatureExtraction, Task::SentenceSimilarity];

fn path(order: &Order<'_>) -> String {
    let model = format!("/models/{}", url_path(order.id));
    if NAMED.contains(&order.ask.task) { format!("{model}/pipeline/{}", order.ask.task) } else { model }
}

/// Messages and a schema are sent to the letter: their nulls may mean something to the server.
fn chat(order: &Order<'_>) -> Sent {
    let parameters =
        with_schema(order.ask.parameters.clone(), |schema| json!({"type": "json_object", "value": schema}));
    let model = order.ask.parameters.get("model").cloned();
    let body = Fields::new().and(&with_model(order, order.ask.json(), parameters)).maybe("model", model);
    Sent::json(format!("/models/{}{CHAT}", url_path(order.model)), body.done())
}

fn json_body(order: &Order<'_>) -> Sent {
    Sent::json(path(order), with_inputs(order, order.ask.json()))
}

fn with_inputs(order: &Order<'_>, inputs: Value) -> Map<String, Value> {
    let inputs = Some(inputs).filter(|inputs| !inputs.is_null());
    let fields = Fields::new().maybe("inputs", inputs).set("parameters", order.ask.parameters.clone());
    fields.and(&order.ask.beside).done()
}

/// Parameters stand beside the inputs.
fn features(order: &Order<'_>) -> Sent {
    Sent::json(path(order), Fields::new().set("inputs", order.ask.json()).and(&order.ask.parameters).done())
}

/// Content as it is, unless there is something to say beside it.
fn binary(order: &Order<'_>) -> Sent {
    match (&order.ask.input, order.ask.parameters.is_empty() && order.ask.beside.is_empty()) {
        (Input::Media(Media::Bytes { bytes, kind }), true) => {
            Sent { path: path(order), body: Payload::Bytes { bytes: bytes.clone(), kind: kind.clone() } }
        }
        _ => Sent::json(path(order), with_inputs(order, order.ask.media().base64().into())),
    }
}

fn document(order: &Order<'_>) -> Sent {
    let inputs = json!({"question": order.ask.beside.get("question"), "image": order.ask.media().base64()});
    let fields = Fields::new().set("inputs", inputs).set("parameters", order.ask.parameters.clone());
    Sent::json(path(order), fields.done())
}

/// The picture is sent in two places.
fn visual(order: &Order<'_>) -> Sent {
    let image = order.ask.media().base64();
    let fields = with_inputs(order, image.clone().into());
    Sent::json(path(order), Fields::new().and(&fields).set("image", image).done())
}
