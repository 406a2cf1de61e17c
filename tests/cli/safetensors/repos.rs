use serde_json::json;

use super::{commit, tensors};
use crate::sandbox::Sandbox;

#[test]
fn only_headers_of_a_repo_are_read() {
    let sandbox = Sandbox::demo();
    let about = sandbox.hf("safetensors info ada/tiny-bert --json").success().json();
    assert_eq!((&about["sharded"], &about["metadata"]), (&json!(false), &json!(null)));
    assert_eq!(about["parameter_count"], json!({"F32": 64 * 32 + 32 * 32 + 32}));
    assert_eq!(about["weight_map"]["pooler"], "model.safetensors");
    let rows = sandbox.hf("safetensors metadata ada/tiny-bert/model.safetensors --tensors pooler -q").success();
    assert_eq!(rows.stdout, "pooler\n");
    sandbox.hf("safetensors verify ada/tiny-bert").success();
    for (words, status) in [
        ("info ada/odd-names", 1),
        ("info ada/nothing", 3),
        ("info ada/tiny-bert/nothing.safetensors", 3),
        ("info ada/tiny-bert --revision nowhere", 3),
        ("info nothing.safetensors", 3),
    ] {
        let output = sandbox.hf(&format!("safetensors {words}"));
        assert_eq!(output.code(), Some(status), "{words}: {output}");
    }
}

#[test]
fn a_model_in_parts_is_read_by_its_index_and_a_long_header_twice() {
    let sandbox = Sandbox::demo();
    let names: Vec<String> = (0..3000).map(|at| format!("layer.{at:04}.weight")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    let (first, second) = (tensors(&many), tensors(&[("last", b"y")]));
    let mut map: serde_json::Map<String, serde_json::Value> =
        names.iter().map(|name| (name.clone(), json!("model-00001-of-00002.safetensors"))).collect();
    map.insert("last".to_owned(), json!("model-00002-of-00002.safetensors"));
    map.insert("gone".to_owned(), json!("model-00002-of-00002.safetensors"));
    let index = json!({"metadata": {"total_size": 3001}, "weight_map": map}).to_string();
    sandbox.hf("repos delete-files ada/tiny-bert model.safetensors").success();
    commit(
        &sandbox,
        &[
            ("model-00001-of-00002.safetensors", &first),
            ("model-00002-of-00002.safetensors", &second),
            ("model.safetensors.index.json", index.as_bytes()),
        ],
    );
    let output = sandbox.hf("safetensors info ada/tiny-bert --json").success();
    let about = output.json();
    assert_eq!((&about["sharded"], &about["parameter_count"]), (&json!(true), &json!({"U8": 3001})));
    assert!(output.stderr.contains("tensor 'gone': no file has it"), "{output}");
    assert_eq!(sandbox.hf("safetensors verify ada/tiny-bert").code(), Some(1));
}

#[test]
fn some_tensors_are_downloaded_into_a_file_of_their_own() {
    let sandbox = Sandbox::demo();
    let content: Vec<u8> = (0..=255).cycle().take(5000).collect();
    let bytes = tensors(&[
        ("a.x", &content[..1000]),
        ("a.y", &content[1000..1500]),
        ("b", &[7; 100]),
        ("a.z", &content[1500..]),
    ]);
    commit(&sandbox, &[("model.safetensors", &bytes)]);
    let words = "safetensors pull ada/tiny-bert --tensors 'a.*' -o part.safetensors --json";
    let output = sandbox.hf(words).success().json();
    assert_eq!(output, json!({"path": "part.safetensors", "tensors": 3, "bytes": 5000}));
    assert!(sandbox.read("part.safetensors").ends_with(&content));
    sandbox.hf("safetensors verify ./part.safetensors").success();
    let missing = sandbox.hf("safetensors pull ada/tiny-bert --tensors nothing -o other.safetensors");
    assert_eq!(missing.code(), Some(3), "{missing}");
    assert_eq!(sandbox.hf("safetensors pull ./part.safetensors --tensors a -o x").code(), Some(2));
    assert!(!sandbox.work().join("other.safetensors").exists());
}
