//! The paths of OpenAI's API that are served, and how the question and the answer of each are put for providers, which
//! have forms of their own. Servers that speak OpenAI's API get what was sent.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::failure::Failure;
use crate::api::inference::answer::Answer;
use crate::api::inference::ask::{Ask, Input};
use crate::api::inference::task::Task;
use crate::base::media_type::kind_of;
use crate::base::time::now;

/// One of the paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endpoint {
    Chat,
    Completions,
    Embeddings,
    Images,
}

/// Fields that mean something here or at OpenAI alone, and that no provider takes as parameters.
const OWN: [&str; 4] = ["model", "stream", "stream_options", "user"];

impl Endpoint {
    /// That of a path below `/v1`.
    pub(super) fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/chat/completions" => Self::Chat,
            "/completions" => Self::Completions,
            "/embeddings" => Self::Embeddings,
            "/images/generations" => Self::Images,
            _ => return None,
        })
    }

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Chat => "/v1/chat/completions",
            Self::Completions => "/v1/completions",
            Self::Embeddings => "/v1/embeddings",
            Self::Images => "/v1/images/generations",
        }
    }

    pub(super) fn task(self) -> Task {
        match self {
            Self::Chat => Task::Conversational,
            Self::Completions => Task::TextGeneration,
            Self::Embeddings => Task::FeatureExtraction,
            Self::Images => Task::TextToImage,
        }
    }

    /// Whether an answer can come in pieces.
    pub(super) fn streams(self) -> bool {
        matches!(self, Self::Chat | Self::Completions)
    }

    /// The question for a provider; `is_own` if that is the Hub's own service.
    ///
    /// # Errors
    /// What the endpoint needs is missing.
    pub(super) fn ask(self, body: &Map<String, Value>, is_own: bool) -> Result<Ask, Failure> {
        let subject = match self {
            Self::Chat => "messages",
            Self::Completions | Self::Images => "prompt",
            Self::Embeddings => "input",
        };
        let missing = || Failure::Request(format!("'{subject}' is missing"));
        let mut fields = body.clone();
        let mut input = fields.shift_remove(subject).filter(|input| !input.is_null()).ok_or_else(missing)?;
        if self == Self::Chat {
            fields.shift_remove("model");
            return Ok(Ask::new(self.task(), Input::Json(input), fields));
        }
        let streams = body.get("stream") == Some(&Value::Bool(true));
        fields.retain(|name, _| !OWN.contains(&name.as_str()));
        match self {
            Self::Completions => {
                // A list of one prompt is that prompt.
                if let Value::Array(several) = &mut input {
                    input = match several.as_mut_slice() {
                        [one @ Value::String(_)] => one.take(),
                        _ => return Err(Failure::Request("'prompt' must be one text".to_owned())),
                    };
                }
                if is_own && let Some(most) = fields.shift_remove("max_tokens") {
                    fields.insert("max_new_tokens".to_owned(), most);
                }
            }
            Self::Embeddings => drop(fields.shift_remove("encoding_format")),
            Self::Images => picture_fields(&mut fields)?,
            Self::Chat => {}
        }
        let ask = Ask::new(self.task(), Input::Json(input), fields);
        Ok(if streams { ask.with("stream", Value::Bool(true)) } else { ask })
    }

    /// The answer of a provider in OpenAI's form.
    ///
    /// # Errors
    /// It is something else.
    pub(super) fn answer(self, answer: Answer, body: &Map<String, Value>, model: &str) -> Result<Value, Failure> {
        match (self, answer) {
            (Self::Chat, Answer::Json(reply)) => Ok(reply),
            (Self::Completions, Answer::Json(reply)) => completion(&reply, model).ok_or(Failure::Unexpected),
            (Self::Embeddings, Answer::Json(vectors)) => {
                let is_base64 = body.get("encoding_format").is_some_and(|format| format == "base64");
                embeddings(vectors, model, is_base64).ok_or(Failure::Unexpected)
            }
            (Self::Images, Answer::Content(content)) => {
                let is_base64 = body.get("response_format").is_some_and(|format| format == "b64_json");
                Ok(json!({"created": now(), "data": [picture(&content.bytes, is_base64)]}))
            }
            _ => Err(Failure::Unexpected),
        }
    }

    /// A piece of a provider's answer in OpenAI's form.
    pub(super) fn piece(self, piece: Value, model: &str) -> Value {
        if self == Self::Chat || piece["choices"].is_array() {
            return piece;
        }
        let is_special = piece.pointer("/token/special") == Some(&Value::Bool(true));
        let text = piece.pointer("/token/text").and_then(Value::as_str).filter(|_| !is_special).unwrap_or_default();
        let reason = piece.pointer("/details/finish_reason").map(|_| finish(&piece));
        let choice = json!({"text": text, "index": 0, "logprobs": null, "finish_reason": reason});
        json!({"id": "cmpl-hf", "object": "text_completion", "created": now(), "model": model, "choices": [choice]})
    }
}

/// Whether a piece holds something of the answer, or its end: nobody else can answer once it was passed on.
pub(super) fn has_content(piece: &Value) -> bool {
    let mut choices = piece["choices"].as_array().into_iter().flatten();
    has_text(piece) || choices.any(|choice| choice["finish_reason"].is_string())
}

/// Whether a piece holds something of the answer.
pub(super) fn has_text(piece: &Value) -> bool {
    length(piece) > 0 || piece["token"].is_object()
}

/// How many bytes an answer, or a piece of one, says.
pub(super) fn length(answer: &Value) -> u64 {
    let of = |value: &Value| match value {
        Value::String(text) => text.len(),
        Value::Array(items) if !items.is_empty() => value.to_string().len(),
        _ => 0,
    };
    let of_choice = |choice: &Value| {
        let parts = ["delta", "message"].into_iter().filter_map(|name| choice[name].as_object()).flatten();
        of(&choice["text"]) + parts.filter(|(name, _)| *name != "role").map(|(_, value)| of(value)).sum::<usize>()
    };
    let choices: usize = answer["choices"].as_array().into_iter().flatten().map(of_choice).sum();
    (choices + of(&answer["token"]["text"])) as u64
}

/// `size` becomes width and height; what only OpenAI's own models know is dropped.
fn picture_fields(fields: &mut Map<String, Value>) -> Result<(), Failure> {
    let count = fields.shift_remove("n").and_then(|count| count.as_u64());
    if count.is_some_and(|count| count != 1) {
        return Err(Failure::Request("'n' must be 1: ask once for each picture".to_owned()));
    }
    for name in ["response_format", "quality", "style", "background", "moderation", "output_format"] {
        fields.shift_remove(name);
    }
    match fields.shift_remove("size") {
        Some(Value::String(size)) if size != "auto" => {
            let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
            let sides = size.split_once('x').and_then(|(width, height)| Some((number(width)?, number(height)?)));
            let (width, height) = sides.ok_or_else(|| Failure::Request("'size' must be WIDTHxHEIGHT".to_owned()))?;
            fields.insert("width".to_owned(), width.into());
            fields.insert("height".to_owned(), height.into());
        }
        _ => {}
    }
    Ok(())
}

fn picture(bytes: &[u8], is_base64: bool) -> Value {
    let content = STANDARD.encode(bytes);
    if is_base64 {
        return json!({"b64_json": content});
    }
    json!({"url": format!("data:{};base64,{content}", kind_of(bytes).unwrap_or("image/png"))})
}

fn completion(reply: &Value, model: &str) -> Option<Value> {
    let choice = json!({"text": reply["generated_text"].as_str()?, "index": 0, "logprobs": null, "finish_reason": finish(reply)});
    Some(json!({"id": "cmpl-hf", "object": "text_completion", "created": now(), "model": model, "choices": [choice]}))
}

/// Why a text ended, in OpenAI's words.
fn finish(reply: &Value) -> &'static str {
    match reply.pointer("/details/finish_reason").and_then(Value::as_str) {
        Some("length") => "length",
        _ => "stop",
    }
}

/// Vectors: a list of them, or the one of a single text.
fn embeddings(vectors: Value, model: &str, is_base64: bool) -> Option<Value> {
    let Value::Array(mut items) = vectors else { return None };
    if items.first().is_some_and(Value::is_number) {
        items = vec![Value::Array(items)];
    }
    let encode = |vector: Value| -> Option<Value> {
        let numbers: Option<Vec<f64>> = vector.as_array()?.iter().map(Value::as_f64).collect();
        #[expect(clippy::cast_possible_truncation, reason = "single precision is what the format has")]
        let bytes: Vec<u8> = numbers?.iter().flat_map(|number| (*number as f32).to_le_bytes()).collect();
        Some(if is_base64 { STANDARD.encode(bytes).into() } else { vector })
    };
    let data = items
        .into_iter()
        .enumerate()
        .map(|(index, vector)| Some(json!({"object": "embedding", "index": index, "embedding": encode(vector)?})));
    let usage = json!({"prompt_tokens": 0, "total_tokens": 0});
    Some(json!({"object": "list", "data": data.collect::<Option<Vec<_>>>()?, "model": model, "usage": usage}))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Endpoint, embeddings, has_content, length};

    fn body(value: Value) -> Map<String, Value> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_size_becomes_a_width_and_a_height() {
        let sent = body(json!({"model": "m", "prompt": "a cat", "n": 1, "size": "64x32", "quality": "hd", "seed": 7}));
        let ask = Endpoint::Images.ask(&sent, false).unwrap();
        assert_eq!(Value::Object(ask.parameters), json!({"seed": 7, "width": 64, "height": 32}));
        for wrong in [json!({"prompt": "a", "n": 2}), json!({"prompt": "a", "size": "big"}), json!({"n": 1})] {
            assert!(Endpoint::Images.ask(&body(wrong), false).is_err());
        }
    }

    #[test]
    fn a_prompt_is_one_text_and_the_limit_has_the_name_of_the_service() {
        let sent = body(json!({"model": "m", "prompt": ["one"], "max_tokens": 5, "stream": true}));
        let ask = Endpoint::Completions.ask(&sent, true).unwrap();
        assert_eq!(Value::Object(ask.parameters), json!({"max_new_tokens": 5}));
        assert_eq!(Value::Object(ask.beside), json!({"stream": true}));
        assert!(Endpoint::Completions.ask(&body(json!({"prompt": ["one", "two"]})), true).is_err());
    }

    #[test]
    fn vectors_come_as_numbers_or_as_bytes() {
        let listed = embeddings(json!([[0.5, 1.0], [2, 3]]), "m", false).unwrap();
        assert_eq!(listed["data"][1], json!({"object": "embedding", "index": 1, "embedding": [2, 3]}));
        let single = embeddings(json!([0.5, 1.0]), "m", true).unwrap();
        assert_eq!(single["data"][0]["embedding"], "AAAAPwAAgD8=");
        assert!(embeddings(json!([[[0.5]]]), "m", false).is_none());
    }

    #[test]
    fn what_is_said_is_measured_in_every_form() {
        let message = json!({"role": "assistant", "content": "abc", "tool_calls": []});
        for (answer, expected) in [
            (json!({"choices": [{"message": message}, {"text": "de"}]}), 5),
            (json!({"choices": [{"delta": {"role": "assistant", "content": ""}}]}), 0),
            (json!({"token": {"text": "word"}}), 4),
            (json!({"choices": [{"delta": {"tool_calls": [1]}}]}), 3),
            (json!([]), 0),
        ] {
            assert_eq!(length(&answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_role_alone_is_no_content() {
        let piece = |delta: Value| json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]});
        assert!(!has_content(&piece(json!({"role": "assistant", "content": ""}))));
        assert!(!has_content(&json!({"choices": []})));
        for delta in [json!({"content": "a"}), json!({"tool_calls": [{}]}), json!({"reasoning_content": "a"})] {
            assert!(has_content(&piece(delta)));
        }
        assert!(has_content(&json!({"choices": [{"delta": {}, "finish_reason": "stop"}]})));
    }
}
