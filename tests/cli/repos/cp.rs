use serde_json::json;

use crate::disk::files;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

#[test]
fn a_file_lands_where_it_is_told_and_leaves_nothing_beside() {
    let sandbox = Sandbox::demo();
    std::fs::create_dir(sandbox.work().join("d")).unwrap();
    for (words, dst) in [
        ("hf://ada/tiny-bert/config.json", "config.json"),
        ("hf://ada/tiny-bert/model.safetensors d", "d/model.safetensors"),
        ("hf://datasets/ada/planets@main/data/inner/planets.csv new/x.csv", "new/x.csv"),
        ("hf://datasets/ada/planets/README.md new/", "new/README.md"),
    ] {
        let output = sandbox.hf(&format!("cp {words} --json")).success().json();
        assert_eq!(output, json!({"src": words.split(' ').next().unwrap(), "dst": dst}));
    }
    let expected = ["config.json", "d/model.safetensors", "new/README.md", "new/x.csv"];
    assert_eq!(files(&sandbox.work()), expected);
}

#[test]
fn a_file_is_poured_out() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos cp hf://ada/tiny-bert/config.json -").success();
    assert!(output.stdout.starts_with("{\"architectures\": [\"BertModel\"]"), "{output}");
    assert_eq!(output.stderr, "");
    assert!(files(&sandbox.temporary()).is_empty());
}

#[test]
fn content_that_does_not_match_its_hash_goes_nowhere() {
    let sandbox = Sandbox::demo();
    sandbox.write("model.safetensors", "old");
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::WrongByte(7)));
    let output = sandbox.hf("cp hf://ada/tiny-bert/model.safetensors .");
    assert_eq!(output.code(), Some(7), "{output}");
    assert_eq!(sandbox.read("model.safetensors"), b"old");
    assert_eq!(files(&sandbox.work()), ["model.safetensors"]);
}

#[test]
fn a_local_file_or_standard_input_is_uploaded() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    let output = sandbox.hf("cp a.txt hf://ada/tiny-bert/sub/ --json").success().json();
    assert_eq!(output, json!({"src": "a.txt", "dst": "hf://models/ada/tiny-bert/sub/a.txt"}));
    let requests =
        ["POST /api/models/ada/tiny-bert/preupload/main 200", "POST /api/models/ada/tiny-bert/commit/main 200"];
    assert_eq!(sandbox.hub().requests(), requests);
    let output = sandbox.command("cp - hf://ada/tiny-bert/s.txt").stdin("from input").run().success();
    assert_eq!(output.stdout, "✓ Uploaded\n  src: stdin\n  dst: hf://models/ada/tiny-bert/s.txt\n");
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    assert_eq!(repo.text(repo.head(), "s.txt").unwrap(), "from input");
    assert_eq!(repo.log(repo.head())[0].title, "Upload s.txt with hf");
}

#[test]
fn files_and_folders_are_copied_on_the_hub() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("cp hf://datasets/ada/planets/data/outer hf://ada/tiny-bert/data").success();
    let says = "✓ Copied\n  src: hf://datasets/ada/planets/data/outer\n  dst: hf://ada/tiny-bert/data\n";
    assert_eq!(output.stdout, says);
    // A folder that exists is gone into, unless a slash says that its content is meant.
    sandbox.hf("cp hf://datasets/ada/planets/data/inner hf://ada/tiny-bert/data").success();
    sandbox.hf("cp hf://datasets/ada/planets/data/inner/ hf://ada/tiny-bert/data").success();
    sandbox.hf("cp hf://ada/tiny-bert/model.safetensors hf://ada/tiny-bert/data").success();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    let found: Vec<String> = repo.files(repo.head()).into_iter().map(|entry| entry.path).collect();
    let copied: Vec<&String> = found.iter().filter(|path| path.starts_with("data/")).collect();
    assert_eq!(
        copied,
        ["data/inner/planets.csv", "data/model.safetensors", "data/notes/pluto.txt", "data/planets.csv"]
    );
    assert_eq!(repo.log(repo.head())[0].title, "Copy files from models/ada/tiny-bert");
}

#[test]
fn what_makes_no_sense_or_is_missing_is_told_by_its_status() {
    let sandbox = Sandbox::demo();
    std::fs::create_dir(sandbox.work().join("d")).unwrap();
    for (words, status, says) in [
        ("a b", 2, "one of the two sides must be an hf:// address"),
        ("d hf://ada/tiny-bert/d", 2, "use `hf upload`"),
        ("hf://ada/tiny-bert/ d", 2, "use `hf download`"),
        ("hf://buckets/a/b/c -", 2, "buckets"),
        ("- hf://ada/tiny-bert", 2, "name of a file"),
        ("none hf://ada/tiny-bert/x", 3, "none"),
        ("hf://ada/tiny-bert/none.txt", 3, "none.txt"),
        ("hf://ada/tiny-bert/none hf://ada/odd-names/x", 3, "no file 'none'"),
        ("hf://ada/none/x", 3, "model 'ada/none' not found"),
        ("hf://bob/gated-bert/config.json", 4, "gated"),
    ] {
        let output = sandbox.hf(&format!("repos cp {words}"));
        assert_eq!(output.code(), Some(status), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
    assert!(files(&sandbox.work()).is_empty());
}
