//! What the Python client sends for the same question: every request that was recorded of it, in
//! `tests/data/inference/requests.jsonl`, is sent by `hf` too, with the same method, path, query, headers and body.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;

use crate::local_hub::trace::Seen;
use crate::local_hub::world::inference::{PICTURE, RECORDING};
use crate::network::relay;
use crate::sandbox::{ADA, Sandbox};

/// Several wait for their queues at once.
const WORKERS: usize = 8;
/// Headers that are compared; others are the HTTP library's own.
const HEADERS: [&str; 9] = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "cookie",
    "prefer",
    "x-hf-bill-to",
    "x-request-id",
    "x-source-channel",
];
/// What is sent otherwise, and why.
const DIFFERENT: [(&str, &str); 6] = [
    ("chat-error-bad-token", "a token that the Hub refuses ends the command at the look-up"),
    ("endpoint-health-model-id", "the status of a model is who serves it"),
    ("endpoint-info-model-id", "the address of models' information is gone: a URL is asked for"),
    ("endpoint-info-no-provider", "a server says what it is without a provider being named"),
    ("image-classification-missing-file", "a file is read before anybody is asked"),
    ("table-question-answering", "the model is never repeated in the parameters"),
];

#[derive(Deserialize)]
struct Record {
    name: String,
    args: Vec<String>,
    /// The file that comes through standard input.
    stdin: Option<String>,
    /// `null` for nobody who is logged in.
    #[serde(default, deserialize_with = "given")]
    token: Option<Option<String>>,
    /// A key of one's own.
    key: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, Value>,
    #[serde(default)]
    fails: bool,
    requests: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    method: String,
    /// A provider's own, with a key of one's own.
    host: Option<String>,
    path: String,
    #[serde(default)]
    query: Vec<(String, String)>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    json: Option<Value>,
    /// The body is this file.
    file: Option<String>,
    form: Option<Vec<Part>>,
}

#[derive(Deserialize)]
struct Part {
    name: String,
    filename: Option<String>,
    value: Option<String>,
}

/// A field that may be null is not one that is missing.
fn given<'de, D: serde::Deserializer<'de>>(field: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(field).map(Some)
}

fn records() -> Vec<Record> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/inference/requests.jsonl");
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn content(name: &str) -> &'static [u8] {
    if name == "image.png" { PICTURE } else { RECORDING }
}

/// Runs one, and returns what is wrong with it.
fn check(record: &Record) -> Result<(), String> {
    let sandbox = Sandbox::empty();
    let hub = sandbox.hub().endpoint().to_owned();
    for name in ["image.png", "audio.wav"] {
        sandbox.write(name, content(name));
    }
    for (name, value) in &record.files {
        sandbox.write(name, value.to_string());
    }
    let mut run = sandbox.command("");
    for word in &record.args {
        run = run.argument(word.replace("[HUB]", &hub));
    }
    // Providers' own hosts are played by the local Hub, behind TLS and a proxy that knows every name.
    let hosts: Vec<String> = record.requests.iter().filter_map(|request| request.host.clone()).collect();
    let relays = (!hosts.is_empty()).then(|| {
        let (server, authority) = relay::tls_for(&hub, hosts.clone());
        (relay::socks_proxy(&server.address.to_string()), server, sandbox.write("authority.pem", authority))
    });
    if let Some((proxy, _, authority)) = &relays {
        let proxy = format!("socks5h://{}", proxy.address);
        run = run.env("HTTPS_PROXY", proxy).env("SSL_CERT_FILE", authority);
    }
    if let Some(key) = &record.key {
        run = run.env("MY_KEY", key);
    }
    run = match &record.token {
        Some(Some(token)) => run.token(token),
        Some(None) => run.no_token(),
        None => run,
    };
    let output = run.stdin(record.stdin.as_deref().map(content).unwrap_or_default()).run();
    if output.status.success() == record.fails {
        return Err(format!("{output}"));
    }
    let trace = sandbox.hub().trace();
    let shown = || trace.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    if trace.len() != record.requests.len() {
        return Err(format!("{} requests, not {}:\n{}\n{output}", trace.len(), record.requests.len(), shown()));
    }
    for (seen, expected) in trace.iter().zip(&record.requests) {
        compare(seen, expected, &hub)?;
    }
    Ok(())
}

fn compare(seen: &Seen, expected: &Expected, hub: &str) -> Result<(), String> {
    let differ = |what: &str, ours: String, theirs: String| Err(format!("{seen}: {what} {ours}\nnot {theirs}"));
    let host = expected.host.as_deref().or_else(|| hub.strip_prefix("http://"));
    if seen.header("host") != host {
        return differ("host", format!("{:?}", seen.header("host")), format!("{host:?}"));
    }
    if (&seen.method, &seen.path) != (&expected.method, &expected.path) {
        return differ("path", String::new(), format!("{} {}", expected.method, expected.path));
    }
    let (mut ours, mut theirs) = (seen.query.clone(), expected.query.clone());
    ours.sort();
    theirs.sort();
    if ours != theirs {
        return differ("query", format!("{ours:?}"), format!("{theirs:?}"));
    }
    for name in HEADERS {
        let ours = seen.header(name).filter(|value| (name, *value) != ("accept", "*/*"));
        let ours = ours.map(|value| value.split("; boundary").next().unwrap_or_default().to_owned());
        let theirs = expected
            .headers
            .get(name)
            .map(|value| if value == "ADA" { format!("Bearer {ADA}") } else { value.clone() });
        if ours != theirs {
            return differ(name, format!("{ours:?}"), format!("{theirs:?}"));
        }
    }
    compare_bodies(seen, expected, hub)
}

fn compare_bodies(seen: &Seen, expected: &Expected, hub: &str) -> Result<(), String> {
    let text = String::from_utf8_lossy(&seen.body);
    if let Some(json) = &expected.json {
        let marked = ["image.png", "audio.wav"]
            .iter()
            .fold(json.to_string(), |text, name| text.replace(&format!("<{name}>"), &STANDARD.encode(content(name))));
        let theirs: Value = serde_json::from_str(&marked.replace("[HUB]", hub)).unwrap();
        let ours: Value = serde_json::from_str(&text).unwrap_or_default();
        return if ours == theirs { Ok(()) } else { Err(format!("{seen}: {ours}\nnot {theirs}")) };
    }
    if let Some(file) = &expected.file {
        return if seen.body == content(file) { Ok(()) } else { Err(format!("{seen}: not the bytes of {file}")) };
    }
    for part in expected.form.iter().flatten() {
        let name = format!("name=\"{}\"", part.name);
        let file = part.filename.as_ref().map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
        let value = part.value.as_ref().map(|value| format!("\r\n\r\n{value}\r\n")).unwrap_or_default();
        if !text.contains(&format!("{name}{file}{value}")) {
            return Err(format!("{seen}: no part {name}{file}{value}"));
        }
    }
    let is_empty = expected.form.is_none() && !seen.body.is_empty();
    if is_empty { Err(format!("{seen}: a body that should not be")) } else { Ok(()) }
}

#[test]
fn every_recorded_request_is_sent_in_the_same_way() {
    let records = records();
    assert!(records.len() > 160);
    let left = Mutex::new(records.iter().filter(|record| DIFFERENT.iter().all(|(name, _)| *name != record.name)));
    let complaints = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let Some(record) = left.lock().unwrap().next() else { return };
                    if let Err(complaint) = check(record) {
                        complaints.lock().unwrap().push(format!("{}: {complaint}", record.name));
                    }
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(complaints.is_empty(), "{} differ\n{}", complaints.len(), complaints.join("\n\n"));
}

#[test]
fn what_differs_is_recorded() {
    let records = records();
    for (name, reason) in DIFFERENT {
        assert!(records.iter().any(|record| record.name == name) && !reason.is_empty(), "{name}");
    }
}
