//! Commits over HTTP, and large files on their way in.

use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::http::{Answer, Http};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::local_hub::{Hub, Options, serve};
use crate::sandbox::{ADA, ADA_FINE, ADA_READS, BOB};

fn commit(hub: &Hub, token: &str, revision: &str, lines: &[Value]) -> Answer {
    let url = format!("{}/api/models/ada/tiny-bert/commit/{revision}", hub.endpoint());
    let header = json!({"key": "header", "value": {"summary": "Change", "description": "Why"}});
    let body: String = [header].iter().chain(lines).map(|line| format!("{line}\n")).collect();
    Http::new().send(Method::POST, &url, &[("authorization", &format!("Bearer {token}"))], body.into_bytes())
}

fn paths(hub: &Hub) -> Vec<String> {
    let repo = hub.world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    repo.files(repo.head()).into_iter().map(|entry| format!("{} {}", entry.path, entry.size())).collect()
}

fn file(path: &str) -> Value {
    json!({"key": "file", "value": {"content": "aGVsbG8K", "path": path, "encoding": "base64"}})
}

#[test]
fn a_commit_adds_copies_and_deletes() {
    let hub = serve(Options::default());
    let sha256 = hub.world().blobs.put(b"large");
    let reply = commit(&hub, ADA, "main", &[file("folder/a.txt"), file("folder/b.txt")]);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let lines = [
        json!({"key": "lfsFile", "value": {"path": "l.bin", "algo": "sha256", "oid": sha256, "size": 5}}),
        json!({"key": "lfsFile", "value": {"path": "copy.bin", "algo": "sha256", "oid": sha256}}),
        json!({"key": "deletedFile", "value": {"path": "vocab.txt"}}),
        json!({"key": "deletedFolder", "value": {"path": "folder/"}}),
        file("new/c.txt"),
    ];
    let reply = commit(&hub, ADA, "main", &lines);
    let url = reply.json()["commitUrl"].as_str().unwrap().to_owned();
    let oid = hub.world().repo(Kind::Model, "ada/tiny-bert").unwrap().head().to_string();
    assert_eq!(url, format!("{}/ada/tiny-bert/commit/{oid}", hub.endpoint()));
    let expected = [
        ".gitattributes 473",
        "README.md 189",
        "config.json 92",
        "copy.bin 5",
        "l.bin 5",
        "model.safetensors 12680",
        "new/c.txt 6",
        "tokenizer_config.json 60",
    ];
    assert_eq!(paths(&hub), expected);
}

#[test]
fn a_file_with_the_name_of_a_folder_is_refused() {
    let hub = serve(Options::default());
    for path in ["folder/", "a//b", "../a", ""] {
        assert_eq!(commit(&hub, ADA, "main", &[file(path)]).status, 400, "{path}");
    }
}

#[test]
fn a_commit_with_an_old_parent_is_refused() {
    let hub = serve(Options::default());
    let url = format!("{}/api/models/ada/tiny-bert/commit/main", hub.endpoint());
    let header = json!({"key": "header", "value": {"summary": "Change", "parentCommit": "0".repeat(40)}});
    assert_eq!(Http::new().post(&url, &header).status, 412);
}

#[test]
fn a_stranger_may_only_open_a_pull_request() {
    let hub = serve(Options::default());
    let before = paths(&hub);
    for token in [BOB, ADA_READS, ADA_FINE] {
        assert_eq!(commit(&hub, token, "main", &[file("x.txt")]).status, 403);
    }
    let reply = commit(&hub, BOB, "main?create_pr=1", &[file("x.txt")]);
    assert_eq!(reply.json()["pullRequestUrl"], format!("{}/ada/tiny-bert/discussions/2", hub.endpoint()));
    assert_eq!(commit(&hub, BOB, "refs%2Fpr%2F2", &[file("y.txt")]).status, 200);
    assert_eq!(paths(&hub), before);
    let repo = hub.world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    assert_eq!(repo.files(repo.resolve("refs/pr/2").unwrap()).len(), before.len() + 2);
}

#[test]
fn a_large_file_arrives_in_parts() {
    let hub = serve(Options { multipart_above: 1000, part_size: 1000, ..Options::default() });
    let http = Http::new();
    let content = noise(2500);
    let sha256: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
    let url = format!("{}/ada/tiny-bert.git/info/lfs/objects/batch", hub.endpoint());
    let ask = json!({
        "operation": "upload", "transfers": ["basic", "multipart"], "ref": {"name": "main"},
        "objects": [{"oid": sha256, "size": 2500}],
    });
    let batch = http.post(&url, &ask).json();
    let upload = &batch["objects"][0]["actions"]["upload"];
    assert_eq!((&batch["transfer"], &upload["header"]["chunk_size"]), (&json!("multipart"), &json!("1000")));
    let send = |(number, part): (usize, &[u8])| {
        let url = upload["header"][format!("{:05}", number + 1)].as_str().unwrap();
        let answer = http.send(Method::PUT, url, &[], part.to_vec());
        json!({"partNumber": number + 1, "etag": answer.header("etag")})
    };
    let parts: Vec<_> = content.chunks(1000).enumerate().map(send).collect();
    let end = json!({"oid": sha256, "parts": parts}).to_string();
    assert_eq!(http.send(Method::POST, upload["href"].as_str().unwrap(), &[], end.into_bytes()).status, 200);
    assert_eq!(hub.world().blobs.size(&sha256), Some(2500));
    let verify = batch["objects"][0]["actions"]["verify"]["href"].as_str().unwrap();
    assert_eq!(http.post(verify, &json!({"oid": sha256, "size": 2500})).status, 200);
}

#[test]
fn content_that_is_not_what_was_announced_is_refused() {
    let hub = serve(Options::default());
    let http = Http::new();
    let url = format!("{}/ada/tiny-bert.git/info/lfs/objects/batch", hub.endpoint());
    let ask = json!({"operation": "upload", "ref": {"name": "main"}, "objects": [{"oid": "0".repeat(64), "size": 3}]});
    let batch = http.post(&url, &ask).json();
    let href = batch["objects"][0]["actions"]["upload"]["href"].as_str().unwrap();
    assert_eq!(http.send(Method::PUT, href, &[], b"abc".to_vec()).status, 400);
    assert_eq!(hub.world().blobs.size(&"0".repeat(64)), None);
}

#[test]
fn an_upload_is_told_how_to_send_each_file() {
    let hub = serve(Options::default());
    let url = format!("{}/api/models/ada/tiny-bert/preupload/main", hub.endpoint());
    let ask = json!({
        "gitIgnore": "*.log\n",
        "files": [
            {"path": "a.txt", "sample": "aGk=", "size": 2},
            {"path": "b.safetensors", "sample": "aGk=", "size": 2},
            {"path": "c.dat", "sample": "AAA=", "size": 2},
            {"path": "d.txt", "sample": "aGk=", "size": 11 << 20},
            {"path": "e.log", "sample": "aGk=", "size": 2},
            {"path": "vocab.txt", "sample": "aGk=", "size": 2},
        ],
    });
    let reply = Http::new().post(&url, &ask).json();
    let brief = |file: &Value| format!("{} {} {}", file["path"], file["uploadMode"], file["shouldIgnore"]);
    let files = reply["files"].as_array().unwrap();
    let expected = [
        r#""a.txt" "regular" false"#,
        r#""b.safetensors" "lfs" false"#,
        r#""c.dat" "lfs" false"#,
        r#""d.txt" "lfs" false"#,
        r#""e.log" "regular" true"#,
        r#""vocab.txt" "regular" false"#,
    ];
    assert_eq!(files.iter().map(brief).collect::<Vec<_>>(), expected);
    assert_eq!(files[0]["oid"], Value::Null);
    assert_eq!(files[5]["oid"].as_str().unwrap().len(), 40);
}
