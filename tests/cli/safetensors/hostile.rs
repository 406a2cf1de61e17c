use serde_json::json;

use super::{file, tensors};
use crate::sandbox::Sandbox;

#[test]
fn a_header_that_cannot_be_true_is_refused_with_its_reason() {
    let sandbox = Sandbox::demo();
    let tensor = |begin: u64, end: u64| json!({"dtype": "U8", "shape": [4], "data_offsets": [begin, end]});
    for (name, bytes, says) in [
        ("short", b"abc".to_vec(), "too short"),
        ("pointer", b"version https://git-lfs.github.com/spec/v1\n".to_vec(), "is this a safetensors file?"),
        ("bomb", u64::MAX.to_le_bytes().to_vec(), "at most 25000000 are read"),
        ("cut", 100u64.to_le_bytes().to_vec(), "is cut off"),
        ("list", file(&json!([1]), b""), "not a JSON object"),
        ("overlap", file(&json!({"a": tensor(0, 4), "b": tensor(2, 6)}), &[0; 6]), "overlap"),
        ("reversed", file(&json!({"a": tensor(4, 0)}), &[0; 4]), "ends before it begins"),
        (
            "shape",
            file(&json!({"a": {"dtype": "U8", "shape": [u64::MAX, u64::MAX], "data_offsets": [0, 4]}}), &[0; 4]),
            "its shape",
        ),
    ] {
        sandbox.write(&format!("{name}.safetensors"), bytes);
        for verb in ["info", "metadata", "verify", "index", "split -o out"] {
            let output = sandbox.hf(&format!("safetensors {verb} ./{name}.safetensors"));
            assert_eq!(output.code(), Some(1), "{verb} {name}: {output}");
            assert!(output.stderr.contains(says), "{verb} {name}: {output}");
        }
    }
}

#[test]
fn an_index_that_names_files_elsewhere_is_refused() {
    let sandbox = Sandbox::demo();
    sandbox.write("secret.safetensors", tensors(&[("a", b"1")]));
    for name in ["../secret.safetensors", "/etc/x.safetensors", "x.bin"] {
        let index = json!({"weight_map": {"a": name}});
        sandbox.write("m/model.safetensors.index.json", index.to_string());
        let output = sandbox.hf("safetensors info m");
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains("not one beside it"), "{output}");
    }
}
