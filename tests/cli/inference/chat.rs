use serde_json::{Value, json};

use super::sent;
use crate::sandbox::Sandbox;

#[test]
fn a_prompt_is_answered_by_whom_the_router_chooses() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("inference chat 'Hi there' --system 'Be brief.' -m lab/chat:fastest").success();
    assert_eq!(output.stdout, "echo: Hi there\n");
    let messages = json!([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi there"}]);
    let body = json!({"model": "lab/chat:fastest", "messages": messages, "stream": false});
    assert_eq!(sent(&sandbox), ("/_router/v1/chat/completions".to_owned(), body));
    assert_eq!(sandbox.hub().requests().len(), 1, "the router needs no look-up");
}

#[test]
fn the_model_comes_first_in_the_body() {
    let sandbox = Sandbox::empty();
    sandbox.hf("inference chat Hi -m lab/chat --provider groq --seed 7").success();
    let trace = sandbox.hub().trace();
    let body = String::from_utf8_lossy(&trace.last().unwrap().body).into_owned();
    let expected = r#"{"model":"groq-chat-id","messages":[{"role":"user","content":"Hi"}],"seed":7,"stream":false}"#;
    assert_eq!(body, expected);
}

#[test]
fn programs_get_the_answer_as_it_came() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("inference chat Hi -m lab/chat --n 2 --json").success().json();
    assert_eq!(output["choices"][1]["message"]["content"], "echo: Hi");
    assert_eq!(output["usage"]["prompt_tokens"], 4);
}

#[test]
fn a_stream_is_printed_as_it_comes() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("inference chat 'one two' -m lab/chat --stream").success();
    assert_eq!(output.stdout, "echo: one two\n");
    let lines = sandbox.hf("inference chat 'one two' -m lab/chat --stream --json").success().stdout;
    assert_eq!(lines.lines().count(), 5);
    assert!(lines.lines().all(|line| line.starts_with('{')), "{lines}");
}

#[test]
fn a_stream_that_breaks_keeps_what_came_and_is_an_error() {
    let sandbox = Sandbox::empty();
    for (model, error) in
        [("stream-cut", "the answer was cut off"), ("stream-error", "Generation failed in the middle")]
    {
        let output = sandbox.hf(&format!("inference chat 'one two' -m lab/{model} --stream"));
        assert!(!output.status.success(), "{output}");
        assert_eq!(output.stdout, "echo: one two\n", "{output}");
        assert!(output.stderr.contains(error), "{output}");
    }
}

#[test]
fn a_picture_is_sent_with_the_prompt() {
    let sandbox = Sandbox::empty();
    sandbox.write("dog.png", b"\x89PNG\r\n\x1a\n");
    let words = "inference chat 'What is it?' -m lab/vlm --image dog.png --image https://example.com/cat.png";
    sandbox.hf(words).success();
    let content = &sent(&sandbox).1["messages"][0]["content"];
    assert_eq!(content[0], json!({"type": "text", "text": "What is it?"}));
    assert_eq!(content[1]["image_url"]["url"], "data:image/png;base64,iVBORw0KGgo=");
    assert_eq!(content[2]["image_url"]["url"], "https://example.com/cat.png");
}

#[test]
fn tools_and_schemas_are_read_from_files() {
    let sandbox = Sandbox::empty();
    sandbox.write("tools.json", r#"[{"type": "function", "function": {"name": "weather"}}]"#);
    sandbox.write("schema.json", r#"{"type": "object"}"#);
    let output = sandbox.hf("inference chat Hi -m lab/chat --tools tools.json --tool-choice weather").success();
    assert!(output.stdout.contains("\"name\":\"weather\""), "{output}");
    let streamed = sandbox.hf("inference chat Hi -m lab/chat --tools tools.json --stream").success();
    let call: Value = serde_json::from_str(&streamed.stdout).unwrap();
    assert_eq!(call["function"], json!({"name": "weather", "arguments": "{\"city\": \"Paris\"}"}));
    sandbox.hf("inference chat Hi -m lab/chat --tools tools.json --tool-choice weather").success();
    assert_eq!(sent(&sandbox).1["tool_choice"]["function"]["name"], "weather");
    sandbox.hf("inference chat Hi -m lab/chat --provider together --response-format @schema.json").success();
    assert_eq!(sent(&sandbox).1["response_format"], json!({"type": "json_schema", "schema": {"type": "object"}}));
}

#[test]
fn a_prompt_comes_from_a_file_or_standard_input() {
    let sandbox = Sandbox::empty();
    sandbox.write("prompt.txt", "from a file\n");
    assert_eq!(sandbox.hf("inference chat @prompt.txt -m lab/chat").success().stdout, "echo: from a file\n");
    let piped = sandbox.command("inference chat -m lab/chat").stdin("from a pipe\n").run().success();
    assert_eq!(piped.stdout, "echo: from a pipe\n");
    sandbox.write(
        "earlier.json",
        r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}"#,
    );
    sandbox.hf("inference chat c --messages earlier.json -m lab/chat").success();
    assert_eq!(sent(&sandbox).1["messages"].as_array().unwrap().len(), 3);
}
