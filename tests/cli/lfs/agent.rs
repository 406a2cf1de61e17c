//! `hf lfs-multipart-upload`, spoken to as git-lfs does.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::http::Http;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::seed::noise;
use crate::local_hub::{Options, Seed};
use crate::run::Output;
use crate::sandbox::Sandbox;

const PART: u64 = 50_000;
const INIT: &str =
    r#"{"event":"init","operation":"upload","remote":"origin","concurrent":true,"concurrenttransfers":8}"#;

/// A Hub that wants every object in parts, and the message by which git-lfs asks for one.
fn arrange(content: &[u8]) -> (Sandbox, Value) {
    let options = Options { seed: Seed::Empty, multipart_above: 0, part_size: PART, ..Options::default() };
    let sandbox = Sandbox::with(options);
    let oid = hex(&Sha256::digest(content));
    let local = sandbox.write("object", content);
    sandbox.hf("repos create ada/new").success();
    let batch =
        json!({"operation": "upload", "transfers": ["multipart"], "objects": [{"oid": oid, "size": content.len()}]});
    let url = format!("{}/ada/new.git/info/lfs/objects/batch", sandbox.hub().endpoint());
    let answer = Http::new().post(&url, &batch).json();
    let upload = &answer["objects"][0]["actions"]["upload"];
    let order = json!({"event": "upload", "oid": oid, "size": content.len(), "path": local, "action": upload});
    sandbox.hub().forget();
    (sandbox, order)
}

/// What the agent answers to these lines.
fn speak(sandbox: &Sandbox, lines: &[&str]) -> Output {
    sandbox.command("lfs-multipart-upload").no_token().stdin(lines.join("\n") + "\n").run()
}

fn answers(output: &Output) -> Vec<Value> {
    output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn an_object_is_sent_in_parts_without_a_token() {
    let content = noise(120_001);
    let (sandbox, order) = arrange(&content);
    let oid = order["oid"].as_str().unwrap();
    let output = speak(&sandbox, &[INIT, &order.to_string(), r#"{"event":"terminate"}"#]).success();
    assert_eq!(
        answers(&output),
        [
            json!({}),
            json!({"event": "progress", "oid": oid, "bytesSoFar": 1, "bytesSinceLast": 0}),
            json!({"event": "progress", "oid": oid, "bytesSoFar": 120_001, "bytesSinceLast": 120_001}),
            json!({"event": "complete", "oid": oid}),
        ]
    );
    assert_eq!(sandbox.hub().world().blobs.size(oid), Some(120_001));
    assert_eq!(sandbox.hub().requests().iter().filter(|line| line.starts_with("content PUT")).count(), 3);
    assert!(sandbox.hub().trace().iter().all(|seen| seen.header("authorization").is_none()));
}

#[test]
fn its_lines_are_those_of_the_python_client() {
    let (sandbox, order) = arrange(&noise(10));
    let output = speak(&sandbox, &[INIT, &order.to_string(), r#"{"type":"terminate"}"#]).success();
    let oid = order["oid"].as_str().unwrap();
    let started = format!(r#"{{"event": "progress", "oid": "{oid}", "bytesSoFar": 1, "bytesSinceLast": 0}}"#);
    assert!(output.stdout.starts_with(&format!("{{}}\n{started}\n")), "{output}");
    assert!(output.stdout.ends_with(&format!("{{\"event\": \"complete\", \"oid\": \"{oid}\"}}\n")), "{output}");
}

#[test]
fn a_part_that_fails_is_sent_again_and_progress_never_goes_back() {
    let content = noise(120_001);
    let (sandbox, order) = arrange(&content);
    sandbox.hub().fault(Fault::new("PUT", "*/parts/2", Effect::retry_after(503, "0")).times(1));
    let output = speak(&sandbox, &[INIT, &order.to_string(), r#"{"event":"terminate"}"#]).success();
    let moved: u64 = answers(&output).iter().filter_map(|said| said["bytesSinceLast"].as_u64()).sum();
    assert_eq!(moved, 120_001);
    assert_eq!(sandbox.hub().requests().iter().filter(|line| line.starts_with("content PUT")).count(), 4);
}

#[test]
fn an_object_that_is_refused_is_told_and_the_next_one_sent() {
    let content = noise(120_001);
    let (sandbox, order) = arrange(&content);
    sandbox.hub().fault(Fault::new("PUT", "*/parts/3", Effect::Storage(403, "AccessDenied")).times(1));
    let order = order.to_string();
    let output = speak(&sandbox, &[INIT, &order, &order, r#"{"event":"terminate"}"#]);
    assert_eq!(output.code(), Some(1), "{output}");
    let ends: Vec<Value> = answers(&output).into_iter().filter(|said| said["event"] == "complete").collect();
    assert_eq!(ends.len(), 2, "{output}");
    assert_eq!(ends[0]["error"]["code"], 403);
    assert!(ends[0]["error"]["message"].as_str().unwrap().contains("cannot upload"), "{output}");
    assert!(ends[1].get("error").is_none(), "{output}");
}

#[test]
fn a_file_that_is_not_the_object_is_not_sent() {
    let (sandbox, mut order) = arrange(&noise(120_001));
    order["path"] = json!(sandbox.write("other", noise(5)));
    let output = speak(&sandbox, &[INIT, &order.to_string(), r#"{"event":"terminate"}"#]);
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(answers(&output).last().unwrap()["error"]["message"].as_str().unwrap().contains("changed"), "{output}");
    assert!(sandbox.hub().trace().is_empty());
}

#[test]
fn a_download_is_refused_as_the_protocol_says() {
    let sandbox = Sandbox::empty();
    let output = speak(&sandbox, &[r#"{"event":"init","operation":"download"}"#]);
    assert_eq!(output.code(), Some(1));
    assert_eq!(answers(&output), [json!({"error": {"code": 32, "message": "only uploads are done here"}})]);
}

#[test]
fn what_is_no_message_is_an_error() {
    let sandbox = Sandbox::empty();
    for lines in [&["hello"][..], &[], &[INIT, "{}"], &[INIT, r#"{"event":"dance"}"#], &[INIT, r#"{"event":"upload"}"#]]
    {
        let output = speak(&sandbox, lines);
        assert_eq!(output.code(), Some(1), "{lines:?}: {output}");
    }
}

#[test]
fn a_git_lfs_that_is_gone_is_a_farewell() {
    let sandbox = Sandbox::empty();
    speak(&sandbox, &[INIT]).success();
}
