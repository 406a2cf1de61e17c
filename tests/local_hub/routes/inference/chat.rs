//! Chat and completions: the answer says again what was asked. Models that fail do so here.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Asked, endless, events, repeated};
use crate::local_hub::reply::{Reply, answer, answer_with};

/// How a model that fails answers; `None` if it does not fail.
pub(super) fn failure(model: &str) -> Option<Response> {
    Some(match bare(model) {
        "overloaded" => answer_with(503, &json!({"error": "Model is overloaded", "error_type": "overloaded"})),
        "invalid" => answer_with(422, &json!({"error": "Input validation error: `max_tokens` must be positive"})),
        "gone" => answer_with(404, &json!({"error": "Model gone does not exist"})),
        "slow" => (StatusCode::GATEWAY_TIMEOUT, "Gateway Timeout").into_response(),
        "forbidden" => answer_with(403, &json!({"error": "This model is not allowed"})),
        "paid" => answer_with(402, &json!({"error": "You have exceeded your monthly included credits"})),
        "limited" => answer_with(429, &json!({"error": "Rate limit reached"})),
        "broken" => answer_with(400, &json!({"detail": [{"loc": ["body"], "msg": "field required"}]})),
        _ => return None,
    })
}

/// The name of a model, wherever it is asked for.
fn bare(model: &str) -> &str {
    model.rsplit('/').next().unwrap_or(model).trim_start_matches("together-")
}

pub(super) fn answer_to(asked: &Asked, model: &str) -> Reply {
    if let Some(failed) = failure(model) {
        return Ok(failed);
    }
    let body = &asked.json;
    if !body["messages"].is_array() {
        return Ok(answer_with(400, &json!({"error": {"message": "messages is required"}})));
    }
    let mut text = format!("echo: {}", last_words(&body["messages"]));
    if body["response_format"].is_object() {
        text = json!({"answer": text}).to_string();
    }
    if let Some(count) = model.strip_prefix("tokens-").and_then(|count| count.parse().ok()) {
        return Ok(events(tokens(body, count)));
    }
    if model == "never-ends" {
        return Ok(repeated(tokens(body, 1000).trim_end_matches("data: [DONE]\n\n").to_owned()));
    }
    if body["stream"] == json!(true) {
        let text = streamed(body, model, &text);
        Ok(if bare(model) == "stream-hangs" { endless(text) } else { events(text) })
    } else {
        Ok(answer(&whole(body, &text)))
    }
}

/// What the user said last; `<image_url>` stands for a picture.
fn last_words(messages: &Value) -> String {
    let said = messages.as_array().into_iter().flatten().rev().find(|message| message["role"] == "user");
    match said.map(|message| &message["content"]) {
        Some(Value::Array(parts)) => {
            let part = |part: &Value| match part["text"].as_str() {
                Some(text) => text.to_owned(),
                None => format!("<{}>", part["type"].as_str().unwrap_or_default()),
            };
            parts.iter().map(part).collect::<Vec<_>>().join(" ")
        }
        Some(content) => content.as_str().unwrap_or_default().to_owned(),
        None => String::new(),
    }
}

fn tool_calls(body: &Value) -> Option<Value> {
    let name = body.pointer("/tools/0/function/name")?;
    let call =
        json!({"id": "call_1", "type": "function", "function": {"name": name, "arguments": "{\"city\": \"Paris\"}"}});
    Some(json!([call]))
}

fn head(body: &Value, object: &str) -> Value {
    json!({"id": "chatcmpl-1", "object": object, "created": 1_767_225_600, "model": body["model"]})
}

fn usage(text: &str) -> Value {
    let written = text.split(' ').count();
    json!({"prompt_tokens": 4, "completion_tokens": written, "total_tokens": 4 + written})
}

fn whole(body: &Value, text: &str) -> Value {
    let calls = tool_calls(body);
    let reason = if calls.is_some() { "tool_calls" } else { "stop" };
    let choice = |index: u64| {
        let mut message =
            json!({"role": "assistant", "content": if calls.is_some() { Value::Null } else { text.into() }});
        if let Some(calls) = &calls {
            message["tool_calls"] = calls.clone();
        }
        json!({"index": index, "message": message, "finish_reason": reason, "logprobs": null})
    };
    let mut reply = head(body, "chat.completion");
    reply["choices"] = (0..body["n"].as_u64().unwrap_or(1)).map(choice).collect();
    reply["usage"] = usage(text);
    reply
}

fn streamed(body: &Value, model: &str, text: &str) -> String {
    let piece = |delta: Value, reason: Option<&str>| {
        let mut piece = head(body, "chat.completion.chunk");
        piece["choices"] = json!([{"index": 0, "delta": delta, "finish_reason": reason}]);
        format!("data: {piece}\n\n")
    };
    let mut all = String::from(": keep-alive\n\n") + &piece(json!({"role": "assistant", "content": ""}), None);
    let calls = tool_calls(body);
    let words = text.split_inclusive(' ').filter(|_| calls.is_none());
    all.extend(words.map(|word| piece(json!({"content": word}), None)));
    match bare(model) {
        "stream-error" => return all + "data: {\"error\": {\"message\": \"Generation failed in the middle\"}}\n\n",
        "stream-cut" | "stream-hangs" => return all,
        _ => {}
    }
    if let Some(calls) = &calls {
        let name = &calls[0]["function"]["name"];
        let begun =
            json!({"index": 0, "id": "call_1", "type": "function", "function": {"name": name, "arguments": ""}});
        all += &piece(json!({"tool_calls": [begun]}), None);
        for part in ["{\"city\": ", "\"Paris\"}"] {
            all += &piece(json!({"tool_calls": [{"index": 0, "function": {"arguments": part}}]}), None);
        }
    }
    all += &piece(json!({"content": ""}), Some(if calls.is_some() { "tool_calls" } else { "stop" }));
    if body.pointer("/stream_options/include_usage") == Some(&json!(true)) {
        let mut last = head(body, "chat.completion.chunk");
        last["choices"] = json!([]);
        last["usage"] = usage(text);
        all += &format!("data: {last}\n\n");
    }
    // Some servers leave the blank out.
    all + if model.ends_with("chat") { "data:[DONE]\n\n" } else { "data: [DONE]\n\n" }
}

/// A stream of so many words.
fn tokens(body: &Value, count: usize) -> String {
    let mut piece = head(body, "chat.completion.chunk");
    piece["choices"] = json!([{"index": 0, "delta": {"content": "word "}, "finish_reason": null}]);
    format!("data: {piece}\n\n").repeat(count) + "data: [DONE]\n\n"
}

/// Completions in OpenAI's form; what is streamed has a U+2028 in it.
pub(super) fn completion(asked: &Asked) -> Reply {
    let body = &asked.json;
    let prompt = body["prompt"].as_str().unwrap_or_default();
    if body["stream"] == json!(true) {
        let piece = |(text, reason): (&str, Option<&str>)| {
            format!("data: {}\n\n", json!({"choices": [{"index": 0, "text": text, "finish_reason": reason}]}))
        };
        let pieces = [(" and", None), ("\u{2028}so", None), (" on", Some("length"))];
        return Ok(events(pieces.map(piece).concat() + "data: [DONE]\n\n"));
    }
    Ok(answer(&json!({
        "id": "cmpl-1", "object": "text_completion", "model": body["model"],
        "choices": [{"index": 0, "text": format!("{prompt} and so on"), "finish_reason": "length", "seed": 7}],
    })))
}
