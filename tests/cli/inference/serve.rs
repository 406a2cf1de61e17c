//! `hf inference serve`: who may ask, what is asked of whom, what is counted, and what is never said.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use super::sent;
use crate::ports::free_port;
use crate::run::{Child, Output};
use crate::sandbox::{ADA, Sandbox};
use crate::wait::until;

const KEY: &str = "local-key-of-the-test";

/// A server that runs.
pub struct Server<'a> {
    child: Child<'a>,
    pub port: u16,
}

/// An answer: the status, and the body.
type Answer = (u16, String);

/// Starts `hf inference serve` with these words, and waits until it listens.
pub fn serve<'a>(sandbox: &'a Sandbox, words: &str) -> Server<'a> {
    let port = free_port();
    let run = sandbox.command(&format!("inference serve --port {port} --key-env LOCAL_KEY {words}"));
    let child = run.env("LOCAL_KEY", KEY).env("OWN_KEY", "key-of-the-provider").spawn();
    until("it listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
    Server { child, port }
}

impl Server<'_> {
    /// Sends a request with these lines in its head.
    fn send(&self, line: &str, head: &str, body: &str) -> Answer {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        // This version of HTTP has no chunks.
        write!(connection, "{line} HTTP/1.0\r\n{head}Content-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), body.to_owned())
    }

    /// Asks with the key.
    pub fn ask(&self, path: &str, body: &Value) -> Answer {
        let head = format!("Host: 127.0.0.1:{}\r\nAuthorization: Bearer {KEY}\r\n", self.port);
        self.send(&format!("POST /v1{path}"), &head, &body.to_string())
    }

    pub fn json(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask(path, body);
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).unwrap()
    }

    pub fn end(self) -> Output {
        self.child.signal("INT");
        self.child.wait()
    }
}

pub fn chat(model: &str) -> Value {
    json!({"model": model, "messages": [{"role": "user", "content": "one two"}]})
}

pub fn message(answer: &str) -> String {
    let object: Value = serde_json::from_str(answer).unwrap();
    object["error"]["message"].as_str().unwrap().to_owned()
}

#[test]
fn only_clients_of_this_machine_with_the_key_are_answered() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "");
    let (host, key) = (format!("Host: localhost:{}\r\n", server.port), format!("Authorization: Bearer {KEY}\r\n"));
    let post = "POST /v1/chat/completions";
    for (line, head, body, status) in [
        (post, host.clone(), "{}", 401),
        (post, format!("{host}Authorization: Bearer {KEY}x\r\n"), "{}", 401),
        (post, format!("{host}Authorization: Basic {KEY}\r\n"), "{}", 401),
        (post, format!("Host: evil.example\r\n{key}"), "{}", 403),
        (post, key.clone(), "{}", 403),
        (post, format!("{host}{key}Origin: https://evil.example\r\n"), "{}", 403),
        (post, format!("{host}{key}Origin: null\r\n"), "{}", 403),
        (post, format!("{host}{key}"), "[1]", 400),
        (post, format!("{host}{key}"), "{}", 400),
        ("GET /v1/chat/completions", format!("{host}{key}"), "", 405),
        ("POST /v1/nothing", format!("{host}{key}"), "{}", 404),
        ("POST /v1/models", format!("{host}{key}"), "", 405),
    ] {
        let (seen, answer) = server.send(line, &head, body);
        assert_eq!(seen, status, "{line} {head}: {answer}");
        assert!(!message(&answer).is_empty() && !answer.contains(KEY), "{answer}");
    }
    assert!(sandbox.hub().requests().is_empty());
    assert_eq!(server.end().code(), Some(0));
}

#[test]
fn a_random_key_is_printed_once_and_another_each_time() {
    let sandbox = Sandbox::empty();
    let key = || {
        let child = sandbox.command("inference serve --port 0").spawn();
        until("it listens", || listens(child.pid()));
        child.signal("TERM");
        let output = child.wait().success();
        let line = output.stdout.lines().find_map(|line| line.strip_prefix("OPENAI_API_KEY="));
        let key = line.unwrap_or_else(|| panic!("{output}")).to_owned();
        assert!(key.len() >= 32 && !output.stderr.contains(&key), "{output}");
        key
    };
    assert_ne!(key(), key());
}

/// Whether a process has a socket that listens.
fn listens(pid: u32) -> bool {
    let folder = std::fs::read_dir(format!("/proc/{pid}/fd"));
    folder.into_iter().flatten().flatten().any(|entry| {
        std::fs::read_link(entry.path()).is_ok_and(|target| {
            let inode = target.to_string_lossy().trim_start_matches("socket:[").trim_end_matches(']').to_owned();
            let table = std::fs::read_to_string("/proc/net/tcp").unwrap_or_default();
            table.lines().any(|line| line.contains(" 0A ") && line.split_whitespace().nth(9) == Some(&inode))
        })
    })
}

#[test]
fn a_chat_gets_the_token_of_the_user_and_its_answer_comes_back_as_it_is() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "");
    let mut body = chat("lab/chat:fastest");
    body["temperature"] = json!(0.5);
    let answer = server.json("/chat/completions", &body);
    assert_eq!(answer["choices"][0]["message"]["content"], "echo: one two");
    assert_eq!(answer["usage"]["prompt_tokens"], 4);
    assert_eq!(sent(&sandbox), ("/_router/v1/chat/completions".to_owned(), body));
    let trace = sandbox.hub().trace();
    assert_eq!(trace.last().unwrap().header("authorization"), Some(format!("Bearer {ADA}").as_str()));
}

#[test]
fn a_stream_is_passed_on_piece_by_piece_and_has_an_end() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "");
    let mut body = chat("lab/chat");
    body["stream"] = json!(true);
    let (status, answer) = server.ask("/chat/completions", &body);
    assert_eq!(status, 200);
    assert!(answer.ends_with("data: [DONE]\n\n"), "{answer}");
    let pieces = answer.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    let text: String =
        pieces.filter_map(|piece| Some(piece.pointer("/choices/0/delta/content")?.as_str()?.to_owned())).collect();
    assert_eq!(text, "echo: one two");
}

#[test]
fn the_next_one_is_asked_on_429_and_5xx_and_nobody_after_a_mistake() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "-m lab/limited -m lab/overloaded -m lab/chat");
    for stream in [false, true] {
        let mut body = chat("gpt-4");
        body["stream"] = json!(stream);
        let (status, answer) = server.ask("/chat/completions", &body);
        assert!(status == 200 && answer.contains("echo: "), "{answer}");
    }
    assert_eq!(sandbox.hub().requests().len(), 6);
    let output = server.end().success();
    assert!(output.stderr.contains("asking the next"), "{output}");
    let server = serve(&sandbox, "-m lab/invalid -m lab/chat");
    let (status, answer) = server.ask("/chat/completions", &chat("any"));
    assert_eq!(status, 422);
    assert!(message(&answer).contains("must be positive"), "{answer}");
    assert_eq!(server.json("/chat/completions", &chat("lab/chat"))["model"], "lab/chat");
}

#[test]
fn the_next_one_is_asked_only_until_text_was_passed_on() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "-m lab/stream-error -m lab/chat");
    let mut body = chat("any");
    body["stream"] = json!(true);
    let (status, answer) = server.ask("/chat/completions", &body);
    assert_eq!(status, 200);
    assert!(answer.contains("Generation failed in the middle") && !answer.contains("[DONE]"), "{answer}");
    assert_eq!(sandbox.hub().requests().len(), 1);
}

#[test]
fn the_next_one_is_asked_when_one_is_silent_or_away() {
    let sandbox = Sandbox::empty();
    let hub = sandbox.hub().endpoint();
    let words = format!("--stall-timeout 1 --base-url http://127.0.0.1:9 --base-url {hub}/_server/hangs -m lab/chat");
    let server = serve(&sandbox, &words);
    assert_eq!(server.json("/chat/completions", &chat("any"))["choices"][0]["message"]["content"], "echo: one two");
    let output = server.end().success();
    assert!(output.stderr.contains("silent for 1 s"), "{output}");
}

#[test]
fn a_server_gets_what_was_sent_and_a_key_goes_to_its_own_place_alone() {
    let sandbox = Sandbox::empty();
    let hub = sandbox.hub().endpoint();
    let words = format!("--base-url {hub}/_server/asleep --base-url {hub}/_server/mine --api-key-env OWN_KEY");
    let server = serve(&sandbox, &words);
    let mut body = chat("mine");
    body["seed"] = json!(7);
    assert_eq!(server.json("/chat/completions", &body)["choices"][0]["message"]["content"], "echo: one two");
    let trace = sandbox.hub().trace();
    assert_eq!(trace[0].path, "/_server/asleep/v1/chat/completions");
    assert_eq!(serde_json::from_slice::<Value>(&trace[1].body).unwrap(), body);
    let keys: Vec<Option<&str>> = trace.iter().map(|seen| seen.header("authorization")).collect();
    let token = format!("Bearer {ADA}");
    assert_eq!(keys, [Some(token.as_str()), Some("Bearer key-of-the-provider")]);
}

#[test]
fn completions_embeddings_and_pictures_have_the_form_of_openai() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "");
    let text = server.json("/completions", &json!({"model": "lab/text", "prompt": "Once", "max_tokens": 3}));
    assert_eq!(text["choices"][0]["text"], "Once and so on");
    let vectors = server.json("/embeddings", &json!({"model": "lab/embedder", "input": ["a", "b"]}));
    assert_eq!(vectors["data"][1]["index"], 1);
    assert!(vectors["data"][1]["embedding"][0].is_number(), "{vectors}");
    let body = json!({"model": "lab/painter", "prompt": "a cat", "size": "64x64", "response_format": "b64_json"});
    let picture = server.json("/images/generations", &body);
    assert!(picture["data"][0]["b64_json"].as_str().unwrap().starts_with("iVBORw0KGgo"), "{picture}");
}

#[test]
fn models_are_those_of_the_command_line_or_of_the_hub() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "-m lab/chat --provider groq --provider together -m lab/text");
    let head = format!("Host: 127.0.0.1:{}\r\nAuthorization: Bearer {KEY}\r\n", server.port);
    let (status, listed) = server.send("GET /v1/models", &head, "");
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let names: Vec<&str> = listed["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!((status, names), (200, vec!["lab/chat", "lab/text"]));
    let (_, one) = server.send("GET /v1/models/lab/chat", &head, "");
    assert_eq!(serde_json::from_str::<Value>(&one).unwrap()["owned_by"], "lab");
}

#[test]
fn limits_hold_and_the_log_has_no_contents_and_no_keys() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "--max-requests 2 --log usage.jsonl");
    server.json("/chat/completions", &chat("lab/chat"));
    let mut body = chat("lab/chat");
    body["stream"] = json!(true);
    server.ask("/chat/completions", &body);
    let (status, answer) = server.ask("/chat/completions", &chat("lab/chat"));
    assert_eq!((status, message(&answer).as_str()), (403, "the limit of --max-requests (2) is reached"));
    let output = server.end().success();
    let log = String::from_utf8(sandbox.read("usage.jsonl")).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    for line in &lines {
        assert_eq!((&line["model"], &line["status"]), (&json!("lab/chat"), &json!(200)));
        assert_eq!(line["completion_tokens"], 3, "{line}");
    }
    for said in [&log, &output.stdout, &output.stderr] {
        for never in ["one two", KEY, ADA] {
            assert!(!said.contains(never), "{never} in {said}");
        }
    }
}

#[test]
fn tokens_are_counted_for_their_limit_even_if_the_client_does_not_ask() {
    let sandbox = Sandbox::empty();
    let server = serve(&sandbox, "--max-tokens 7");
    let mut body = chat("lab/chat");
    body["stream"] = json!(true);
    let (_, answer) = server.ask("/chat/completions", &body);
    assert!(!answer.contains("usage"), "{answer}");
    assert_eq!(sent(&sandbox).1["stream_options"], json!({"include_usage": true}));
    let (status, answer) = server.ask("/chat/completions", &body);
    assert_eq!((status, message(&answer).as_str()), (403, "the limit of --max-tokens (7) is reached"));
}
