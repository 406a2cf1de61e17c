//! Real clients of OpenAI's API against `hf inference serve`: its own Python package, and the one of the Hub.

use serde_json::json;

use super::python::python;
use crate::inference::serve::serve;
use crate::sandbox::Sandbox;

/// The key that the server asks for.
const KEY: &str = "local-key-of-the-test";

/// What a script prints that has `url` and `key`.
#[track_caller]
fn said(words: &str, code: &str) -> Option<serde_json::Value> {
    let python = python()?;
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, words);
    let url = format!("http://127.0.0.1:{}/v1", server.port);
    let script = python.script(&sandbox, &format!("url, key = '{url}', '{KEY}'\n{code}"));
    let output = script.run().success();
    server.end().success();
    Some(output.json())
}

#[test]
fn the_package_of_openai_chats_embeds_and_paints() {
    let code = "
import base64, openai
client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
messages = [{'role': 'user', 'content': 'one two'}]
whole = client.chat.completions.create(model='lab/chat', messages=messages)
pieces = client.chat.completions.create(model='lab/chat', messages=messages, stream=True)
vectors = client.embeddings.create(model='lab/embedder', input=['a', 'b'])
numbers = client.embeddings.create(model='lab/embedder', input='a', encoding_format='float')
picture = client.images.generate(model='lab/painter', prompt='a cat', size='64x64', response_format='b64_json')
text = client.completions.create(model='lab/text', prompt='Once')
show({
    'whole': whole.choices[0].message.content,
    'tokens': whole.usage.total_tokens,
    'stream': ''.join(piece.choices[0].delta.content or '' for piece in pieces if piece.choices),
    'vectors': [type(one.embedding[0]).__name__ for one in vectors.data],
    'same': abs(vectors.data[0].embedding[0] - numbers.data[0].embedding[0]) < 1e-6,
    'picture': base64.b64decode(picture.data[0].b64_json)[1:4].decode(),
    'text': text.choices[0].text,
    'models': [model.id for model in client.models.list()],
})";
    let expected = json!({
        "whole": "echo: one two", "tokens": 7, "stream": "echo: one two", "vectors": ["float", "float"], "same": true,
        "picture": "PNG", "text": "Once and so on", "models": ["lab/chat", "lab/embedder", "lab/painter", "lab/text"],
    });
    let words = "-m lab/chat -m lab/embedder -m lab/painter -m lab/text";
    assert_eq!(said(words, code).unwrap_or_else(|| expected.clone()), expected);
}

#[test]
fn the_package_of_openai_understands_refusals() {
    let code = "
import openai
def refusal(model, key, stream=False):
    client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
    messages = [{'role': 'user', 'content': 'one two'}]
    try:
        answer = client.chat.completions.create(model=model, messages=messages, stream=stream)
        return ''.join(piece.choices[0].delta.content or '' for piece in answer)
    except openai.APIError as error:
        return [type(error).__name__, error.message.split(': ')[-1]]
show([
    refusal('lab/chat', 'another')[0],
    refusal('lab/limited', key)[0],
    refusal('lab/invalid', key)[0],
    refusal('lab/stream-error', key, True),
])";
    let expected = json!([
        "AuthenticationError",
        "RateLimitError",
        "UnprocessableEntityError",
        ["APIError", "Generation failed in the middle"],
    ]);
    assert_eq!(said("", code).unwrap_or_else(|| expected.clone()), expected);
}

#[test]
fn the_client_of_the_hub_chats_too() {
    let code = "
client = hub.InferenceClient(base_url=url, api_key=key)
messages = [{'role': 'user', 'content': 'one two'}]
whole = client.chat_completion(messages, model='lab/chat')
pieces = client.chat.completions.create(model='lab/chat', messages=messages, stream=True)
show([
    whole.choices[0].message.content,
    ''.join(piece.choices[0].delta.content or '' for piece in pieces),
])";
    let expected = json!(["echo: one two", "echo: one two"]);
    assert_eq!(said("-m lab/chat", code).unwrap_or_else(|| expected.clone()), expected);
}
