use serde_json::json;

use super::{file, tensors};
use crate::sandbox::Sandbox;

#[test]
fn tensors_are_divided_in_the_order_of_their_names_and_can_be_read_again() {
    let sandbox = Sandbox::demo();
    let (a, b, c) = (vec![1; 30], vec![2; 100], vec![3; 30]);
    sandbox.write("one.safetensors", tensors(&[("c", &c), ("b", &b)]));
    sandbox.write("two.safetensors", tensors(&[("a", &a)]));
    let words =
        "safetensors split one.safetensors two.safetensors --max-shard-size 50B -o out --metadata source=here --json";
    let plan = sandbox.hf(words).success().json();
    let names =
        ["model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors"];
    assert_eq!(plan["filename_to_tensors"], json!({names[0]: ["b"], names[1]: ["a"], names[2]: ["c"]}));
    let index: serde_json::Value = serde_json::from_slice(&sandbox.read("out/model.safetensors.index.json")).unwrap();
    assert_eq!(index["metadata"], json!({"total_size": 160, "source": "here"}));
    assert_eq!(index["weight_map"], json!({"b": names[0], "a": names[1], "c": names[2]}));
    let said = sandbox.hf("safetensors verify out").success().stdout;
    assert_eq!(said, "3 tensors in 3 files: all is well\n");
    // Back into one file, which takes the place of the others.
    sandbox.hf("safetensors split out -o back").success();
    let back = sandbox.read("back/model.safetensors");
    assert!(back.ends_with(&[a.clone(), b, c].concat()));
    sandbox.hf("safetensors split back/model.safetensors --max-shard-size 1GB -o out").success();
    let left: Vec<_> =
        std::fs::read_dir(sandbox.work().join("out")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left, ["model.safetensors"]);
}

#[test]
fn a_file_that_is_read_is_not_overwritten() {
    let sandbox = Sandbox::demo();
    let before = tensors(&[("a", b"x")]);
    sandbox.write("model.safetensors", &before);
    let output = sandbox.hf("safetensors split model.safetensors");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("would be overwritten"), "{output}");
    assert_eq!(sandbox.read("model.safetensors"), before);
}

#[test]
fn a_tensor_is_left_out_only_if_another_has_its_content() {
    let sandbox = Sandbox::demo();
    sandbox.write("model.safetensors", tensors(&[("head", b"same"), ("words", b"same"), ("other", b"else")]));
    sandbox.hf("safetensors split model.safetensors --drop head -o out").success();
    let rows = sandbox.hf("safetensors metadata out --json").success().json();
    let names: Vec<&str> = rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["other", "words"]);
    let about = sandbox.hf("safetensors info out --json").success().json();
    assert_eq!(about["files_metadata"]["model.safetensors"]["metadata"], json!({"format": "pt", "head": "words"}));
    for (name, status) in [("other", 1), ("nothing", 1)] {
        let output = sandbox.hf(&format!("safetensors split model.safetensors --drop {name} -o bad"));
        assert_eq!(output.code(), Some(status), "{output}");
    }
}

#[test]
fn a_plan_for_any_framework_needs_no_tensors() {
    let sandbox = Sandbox::demo();
    sandbox.write("sizes.json", r#"{"b": 4, "a": {"size": 4, "storage": 7}, "c": {"size": 4, "storage": 7}, "d": 9}"#);
    let words = "safetensors split --sizes sizes.json --max-shard-size 5B --filename-pattern 'tf_model{suffix}.h5'";
    let plan = sandbox.hf(&format!("{words} --dry-run --json")).success().json();
    let expected = json!({
        "tf_model-00001-of-00003.h5": ["b"], "tf_model-00002-of-00003.h5": ["d"], "tf_model-00003-of-00003.h5": ["a", "c"],
    });
    assert_eq!((&plan["filename_to_tensors"], &plan["metadata"]), (&expected, &json!({"total_size": 17})));
    assert_eq!(sandbox.hf(words).code(), Some(2));
    for flags in ["--filename-pattern model.safetensors", "--max-shard-size 5XB", "--metadata x"] {
        assert_eq!(sandbox.hf(&format!("safetensors split x.safetensors {flags}")).code(), Some(2), "{flags}");
    }
}

#[test]
fn a_lost_index_is_made_again_and_a_wrong_one_is_explained() {
    let sandbox = Sandbox::demo();
    sandbox.write("m/model-00001-of-00002.safetensors", tensors(&[("a", b"1")]));
    sandbox.write("m/model-00002-of-00002.safetensors", tensors(&[("b", b"22")]));
    sandbox.hf("safetensors index m").success();
    let index: serde_json::Value = serde_json::from_slice(&sandbox.read("m/model.safetensors.index.json")).unwrap();
    assert_eq!(index["metadata"], json!({"total_size": 3}));
    sandbox.hf("safetensors verify m").success();
    assert_eq!(sandbox.hf("safetensors index m").code(), Some(1));
    sandbox.write("m/model-00002-of-00002.safetensors", tensors(&[("a", b"22")]));
    let output = sandbox.hf("safetensors verify m --json");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stdout.contains("no file has it") && output.stdout.contains("has it, too"), "{output}");
    let cut = tensors(&[("b", b"22")]);
    sandbox.write("m/model-00002-of-00002.safetensors", &cut[..cut.len() - 1]);
    let output = sandbox.hf("safetensors verify m");
    assert!(output.stdout.contains("bytes where its header describes"), "{output}");
}

#[test]
fn headers_are_counted_by_type() {
    let sandbox = Sandbox::demo();
    let header = json!({"w": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
                        "n": {"dtype": "I64", "shape": [], "data_offsets": [24, 32]}});
    sandbox.write("a.safetensors", file(&header, &[0; 32]));
    let output = sandbox.hf("safetensors info a.safetensors").success();
    assert!(
        output.stdout.starts_with("a.safetensors: 7 parameters\n  F32: 6\n  I64: 1\n  2 tensors in 1 file"),
        "{output}"
    );
    assert_eq!(sandbox.hf("safetensors info a.safetensors -q").success().stdout, "7\n");
    let rows = sandbox.hf("safetensors metadata a.safetensors --tensors 'w*' --json").success().json();
    assert_eq!(
        rows,
        json!([{"name": "w", "dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24], "parameters": 6,
                             "file": "a.safetensors"}])
    );
    assert!(sandbox.hub().requests().is_empty());
}
