//! Files of tensors: the Python client plans the same files and reads our headers.

use serde_json::{Value, json};

use super::python::python;
use crate::sandbox::Sandbox;

fn file(tensors: &[(String, u64)]) -> Vec<u8> {
    let (mut header, mut at) = (json!({}), 0);
    for (name, bytes) in tensors {
        header[name] = json!({"dtype": "U8", "shape": [bytes], "data_offsets": [at, at + bytes]});
        at += bytes;
    }
    let header = header.to_string();
    let data: Vec<u8> = (0..at).map(|byte| byte as u8).collect();
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()
}

#[test]
fn python_plans_the_same_files_and_reads_them() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    let tensors: Vec<(String, u64)> =
        (0..40u64).map(|at| (format!("layer.{:02}.é", (at * 7) % 40), (at * 37) % 90)).collect();
    sandbox.write("model.safetensors", file(&tensors));
    sandbox.hf("safetensors split model.safetensors --max-shard-size 0.1KB -o out").success();
    let code = r#"
from huggingface_hub.serialization import split_state_dict_into_shards_factory
raw = pathlib.Path("model.safetensors").read_bytes()
header = json.loads(raw[8:8 + int.from_bytes(raw[:8], "little")])
sizes = {name: header[name]["shape"][0] for name in sorted(header)}
plan = split_state_dict_into_shards_factory(sizes, get_storage_size=lambda it: it, get_storage_id=lambda it: None,
                                            filename_pattern="model{suffix}.safetensors", max_shard_size="0.1KB")
index = {"metadata": plan.metadata, "weight_map": plan.tensor_to_filename}
theirs = json.dumps(index, indent=2)
ours = pathlib.Path("out/model.safetensors.index.json").read_text()
show(theirs == ours)
for name, tensors in plan.filename_to_tensors.items():
    raw = pathlib.Path("out", name).read_bytes()
    header = json.loads(raw[8:8 + int.from_bytes(raw[:8], "little")])
    show([header.pop("__metadata__"), sorted(header) == sorted(tensors)])
"#;
    let said = python.script(&sandbox, code).run().success().stdout;
    let mut lines = said.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    assert_eq!(lines.next(), Some(json!(true)), "{said}");
    let rest: Vec<Value> = lines.collect();
    assert!(rest.len() > 5 && rest.iter().all(|line| *line == json!([{"format": "pt"}, true])), "{said}");
}

#[test]
fn python_reads_the_same_in_a_repo() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let ours = sandbox.hf("safetensors info ada/tiny-bert --json").success().json();
    let code = r#"
about = hub.HfApi().get_safetensors_metadata("ada/tiny-bert")
show([about.metadata, about.sharded, about.weight_map, about.parameter_count])
"#;
    let theirs: Value = serde_json::from_str(&python.script(&sandbox, code).run().success().stdout).unwrap();
    assert_eq!(theirs, json!([ours["metadata"], ours["sharded"], ours["weight_map"], ours["parameter_count"]]));
}

#[test]
fn the_safetensors_package_loads_what_is_split_and_pulled() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    let tensors: Vec<(String, u64)> = (0..30u64).map(|at| (format!("layer.{at:02}.é"), (at * 37) % 90)).collect();
    sandbox.write("model.safetensors", file(&tensors));
    sandbox.hf("safetensors split model.safetensors --max-shard-size 0.2KB -o out").success();
    sandbox.hf("safetensors pull ada/tiny-bert --tensors '*' -o part.safetensors").success();
    sandbox.hf("download ada/tiny-bert model.safetensors --local-dir whole").success();
    let code = r#"
from safetensors import deserialize
def load(*paths):
    found = [pair for path in paths for pair in deserialize(pathlib.Path(path).read_bytes())]
    tensors = {name: (it["dtype"], it["shape"], bytes(it["data"])) for name, it in found}
    assert len(tensors) == len(found)
    return tensors
shards = sorted(pathlib.Path("out").glob("*.safetensors"))
show([len(shards) > 3, load(*shards) == load("model.safetensors")])
show(load("part.safetensors") == load("whole/model.safetensors"))
"#;
    let said = python.script(&sandbox, code).run().success().stdout;
    assert_eq!(said, "[true, true]\ntrue\n");
}
