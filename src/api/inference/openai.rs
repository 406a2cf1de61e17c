//! Requests and answers in OpenAI's form, which many providers speak.

use serde_json::{Map, Value, json};

use super::ask::without_nulls;
use super::provider::{Fields, Form, Order, Read, Sent};
use crate::base::json;

/// The path that chat has nearly everywhere.
pub(super) const CHAT: &str = "/v1/chat/completions";

/// Chat at [`CHAT`], with nothing special.
pub(super) const PLAIN_CHAT: Form = Form::new(plain_chat, Read::Json);

fn plain_chat(order: &Order<'_>) -> Sent {
    chat(order, CHAT)
}

/// Chat at a path.
pub(super) fn chat(order: &Order<'_>, path: &str) -> Sent {
    let messages = json::without_nulls(order.ask.json());
    Sent::json(path, with_model(order, messages, without_nulls(order.ask.parameters.clone())))
}

/// The same for a provider that has a form of its own for the schema of answers.
pub(super) fn chat_with_schema(order: &Order<'_>, path: &str, rewrite: fn(&Value) -> Value) -> Sent {
    let messages = json::without_nulls(order.ask.json());
    Sent::json(path, with_model(order, messages, with_schema(without_nulls(order.ask.parameters.clone()), rewrite)))
}

/// The model comes first, so that routers need not read megabytes of pictures to find it.
pub(super) fn with_model(order: &Order<'_>, messages: Value, parameters: Map<String, Value>) -> Map<String, Value> {
    let mut parameters = parameters;
    parameters.shift_remove("model");
    Fields::new().set("model", order.id).set("messages", messages).and(&parameters).and(&beside(order)).done()
}

/// Gives a `response_format` with a JSON schema the form that `rewrite` makes of the schema.
pub(super) fn with_schema(mut parameters: Map<String, Value>, rewrite: fn(&Value) -> Value) -> Map<String, Value> {
    if let Some(format) = parameters.get_mut("response_format")
        && format["type"] == "json_schema"
        && let Some(schema) = format.pointer_mut("/json_schema/schema").map(Value::take)
    {
        *format = rewrite(&schema);
    }
    parameters
}

/// A `json_object` with the schema beside it.
pub(super) fn object_with_schema(schema: &Value) -> Value {
    json!({"type": "json_object", "schema": schema})
}

/// Completions, whose number of tokens has OpenAI's name.
pub(super) fn completions(order: &Order<'_>, path: &str) -> Sent {
    let fields = Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters);
    let fields = fields.rename("max_new_tokens", "max_tokens");
    Sent::json(path, fields.set("model", order.id).and(&beside(order)).done())
}

/// Completions, whose parameters keep the names of the Hub.
pub(super) fn plain_completions(order: &Order<'_>, path: &str) -> Sent {
    let fields = Fields::new().set("prompt", order.ask.json()).and(&order.ask.parameters);
    Sent::json(path, fields.set("model", order.id).and(&beside(order)).done())
}

/// The shape of text generation from that of completions.
pub(super) fn generated(reply: &Value) -> Option<Value> {
    let choice = reply.pointer("/choices/0")?;
    let details = json!({"finish_reason": choice["finish_reason"], "seed": choice["seed"]});
    Some(json!({"generated_text": choice["text"].as_str()?, "details": details}))
}

/// A list of vectors from that of embeddings.
pub(super) fn vectors(reply: &Value) -> Option<Value> {
    reply["data"].as_array()?.iter().map(|item| item.get("embedding").cloned()).collect()
}

fn beside(order: &Order<'_>) -> Map<String, Value> {
    without_nulls(order.ask.beside.clone())
}
