//! Models without Python: a class of the Python client loads what we have published, and publishes the same.

use serde_json::{Value, json};

use super::python::python;
use crate::sandbox::Sandbox;

const CODE: &str = r#"
class Tiny(hub.ModelHubMixin, library_name="my-lib", tags=["tiny"], license="mit", docs_url="https://example.com/docs"):
    def __init__(self, size: int, name: str):
        self.size, self.name, self.weights = size, name, b""
    def _save_pretrained(self, folder):
        (folder / "model.safetensors").write_bytes(self.weights)
    @classmethod
    def _from_pretrained(cls, *, model_id, revision, cache_dir, force_download, local_files_only, token, **values):
        model = cls(**values)
        model.weights = pathlib.Path(hub.hf_hub_download(model_id, "model.safetensors")).read_bytes()
        return model
    def generate_model_card(self, *_, **__):
        # From a template it needs Jinja2; the metadata is what matters.
        return hub.ModelCard(f"---\n{self._hub_mixin_info.model_card_data.to_yaml()}\n---\n")
model = Tiny.from_pretrained("ada/ours")
show([model.size, model.name, len(model.weights)])
model.push_to_hub("ada/theirs")
def published(repo):
    data = hub.ModelCard.load(repo).data.to_dict()
    config = pathlib.Path(hub.hf_hub_download(repo, "config.json")).read_text()
    return [{**data, "tags": sorted(data["tags"])}, config, sorted(hub.list_repo_files(repo))]
show(published("ada/ours"))
show(published("ada/theirs"))
"#;

fn weights() -> Vec<u8> {
    let header = json!({"w": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}).to_string();
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), b"data"].concat()
}

#[test]
fn a_class_of_pythons_loads_our_model_and_publishes_the_same() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::demo();
    sandbox.write("trained.safetensors", weights());
    let words = "models init m --weights trained.safetensors --config-set size=4 --config-set name=x --license mit \
                 --library my-lib --tag tiny --docs-url https://example.com/docs";
    sandbox.hf(words).success();
    sandbox.hf("models push m ada/ours").success();
    let said = python.script(&sandbox, CODE).run().success().stdout;
    let lines: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0], json!([4, "x", sandbox.read("m/model.safetensors").len()]));
    assert_eq!(lines[1], lines[2]);
    assert_eq!(lines[1][2], json!([".gitattributes", "README.md", "config.json", "model.safetensors"]));
    let theirs = sandbox.hf("safetensors info ada/theirs --json").success().json();
    assert_eq!(theirs["parameter_count"], json!({"U8": 4}));
}
