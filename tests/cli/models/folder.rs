use serde_json::json;

use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

fn weights() -> Vec<u8> {
    let json = json!({"w": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}).to_string();
    [&(json.len() as u64).to_le_bytes()[..], json.as_bytes(), b"data"].concat()
}

#[test]
fn a_model_is_prepared_and_published_in_one_commit() {
    let sandbox = Sandbox::demo();
    sandbox.write("trained.safetensors", weights());
    let words = "models init m --weights trained.safetensors --config-set size=4 --license mit --library my-lib --tag tiny \
                 --docs-url https://example.com/docs --meta base_model=gpt2";
    sandbox.hf(words).success();
    let card = String::from_utf8(sandbox.read("m/README.md")).unwrap();
    let head =
        "---\nbase_model: gpt2\nlibrary_name: my-lib\nlicense: mit\ntags:\n- model_hub_mixin\n- tiny\n---\n\n# m\n";
    assert!(card.starts_with(head) && card.contains("https://example.com/docs"), "{card}");
    assert_eq!(sandbox.read("m/config.json"), b"{\n  \"size\": 4\n}");
    sandbox.hf("models init m --config-set other=1").success();
    assert_eq!(sandbox.read("m/config.json"), b"{\n  \"other\": 1,\n  \"size\": 4\n}");
    let kept = sandbox.hf("models init m --license apache-2.0").success();
    assert!(kept.stdout.starts_with("Nothing to write"), "{kept}");
    sandbox.hf("models push m ada/new --private").success();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap();
    let paths: Vec<String> = repo.files(repo.head()).into_iter().map(|entry| entry.path).collect();
    assert_eq!(paths, [".gitattributes", "README.md", "config.json", "model.safetensors"]);
    let again = sandbox.hf("models push m ada/new").success();
    assert!(again.stdout.starts_with("Nothing to commit"), "{again}");
}

#[test]
fn a_folder_gets_a_card_and_damaged_weights_are_not_sent() {
    let sandbox = Sandbox::demo();
    sandbox.write("m/config.json", "{}");
    sandbox.hf("models push m ada/carded --card-var 'description=A test'").success();
    assert!(String::from_utf8(sandbox.read("m/README.md")).unwrap().contains("# carded\n\nA test\n"));
    sandbox.write("m/model.safetensors", &weights()[..20]);
    sandbox.hub().forget();
    let output = sandbox.hf("models push m ada/carded");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(sandbox.hub().requests().is_empty());
    assert_eq!(sandbox.hf("models push nowhere ada/carded").code(), Some(2));
}

#[test]
fn what_cannot_be_prepared_is_refused_and_leaves_no_folder() {
    let sandbox = Sandbox::demo();
    sandbox.write("cut.safetensors", &weights()[..10]);
    sandbox.write("text.safetensors", "not tensors at all");
    sandbox.write("list.json", "[1]");
    sandbox.write("broken.json", "{");
    sandbox.write("broken.jinja", "{{ card_data");
    for (words, code) in [
        ("--weights none.safetensors", 3),
        ("--weights cut.safetensors", 1),
        ("--weights text.safetensors", 1),
        ("--config none.json", 3),
        ("--config list.json", 1),
        ("--config broken.json", 1),
        ("--template none.jinja", 3),
        ("--template broken.jinja", 1),
        ("--config-set size", 2),
        ("--config-set =4", 2),
        ("--meta license", 2),
        ("--max-shard-size 0", 2),
        ("--max-shard-size 5XB", 2),
    ] {
        let output = sandbox.hf(&format!("models init m {words}"));
        assert_eq!(output.code(), Some(code), "{words}: {output}");
        assert!(!sandbox.work().join("m").exists(), "{words}");
    }
    let output = sandbox.hf("models init list.json");
    assert!(output.code() != Some(0) && output.stderr.contains("list.json"), "{output}");
    assert_eq!(sandbox.read("list.json"), b"[1]");
}

#[test]
fn what_cannot_be_published_asks_nobody() {
    let sandbox = Sandbox::demo();
    sandbox.write("m/config.json", "{}");
    sandbox.write("m/README.md", "# m");
    sandbox.write("list.json", "[1]");
    for (words, code) in [
        ("list.json ada/new", 2),
        ("m ada/new/more", 2),
        ("m datasets/ada/new", 2),
        ("m 'ada/n w'", 2),
        ("m ada/new --card-var x", 2),
        ("m ada/new --config none.json", 3),
        ("m ada/new --config list.json", 1),
    ] {
        let output = sandbox.hf(&format!("models push {words}"));
        assert_eq!(output.code(), Some(code), "{words}: {output}");
    }
    assert!(sandbox.hub().requests().is_empty());
    assert_eq!(sandbox.read("m/config.json"), b"{}");
}

#[test]
fn a_model_is_not_published_on_a_branch_that_has_moved() {
    let sandbox = Sandbox::demo();
    sandbox.write("m/config.json", "{}");
    let head = || sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().head().to_string();
    let old = head();
    sandbox.hf(&format!("models push m ada/tiny-bert --parent-commit {}", &old[..7])).success();
    sandbox.write("m/config.json", "{\"a\": 1}");
    for words in ["", "--create-pr"] {
        let moved = sandbox.hf(&format!("models push m ada/tiny-bert --parent-commit {old} {words}"));
        assert_eq!((moved.code(), moved.stderr.contains(&head())), (Some(1), true), "{words}: {moved}");
    }
    sandbox.hf(&format!("models push m ada/tiny-bert --parent-commit {}", head())).success();
}
