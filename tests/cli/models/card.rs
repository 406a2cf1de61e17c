use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::local_hub::world::commits::Note;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

/// Gives ada/tiny-bert another card.
fn write_card(sandbox: &Sandbox, text: &str) {
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    let note = Note { author: "ada", summary: "Change the card", description: "", when: 1_760_000_000 };
    sandbox.hub().world().commit_files(&repo, "main", &note, &[("README.md", text.as_bytes())].into());
}

#[test]
fn a_card_is_shown_as_it_is_written() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("models card ada/tiny-bert"),
        str![[r#"
status: 0
--- stdout ---
---
license: apache-2.0
language:
- en
library_name: transformers
pipeline_tag: fill-mask
tags:
- demo
datasets:
- ada/planets
---

# Tiny BERT

A model that is too small to know anything.

--- stderr ---
Hint: add --metadata to see its metadata as JSON

"#]]
    );
    let text = sandbox.hf("models card ada/tiny-bert --text").success();
    assert!(text.stdout.starts_with("\n# Tiny BERT\n"), "{text}");
    let output = sandbox.hf("models card ada/tiny-bert --json").success().json();
    assert!(output["content"].as_str().unwrap().starts_with("---\n"), "{output}");
    assert_eq!(output["id"], "ada/tiny-bert");
}

#[test]
fn metadata_is_read_as_yaml_and_known_keys_come_first() {
    let sandbox = Sandbox::demo();
    let card = "---\nzeta: 2024-01-02\nlanguage: no\ntags: [b, a, b] # twice\nlicense: mit\n---\nText\n";
    write_card(&sandbox, card);
    let output = sandbox.hf("models card ada/tiny-bert --metadata --json").success();
    let expected = json!({"language": "no", "license": "mit", "tags": ["b", "a"], "zeta": "2024-01-02"});
    assert_eq!(output.json().to_string(), expected.to_string());
    write_card(&sandbox, "No metadata\n");
    assert_eq!(sandbox.hf("models card ada/tiny-bert --metadata").success().stdout, "{}\n");
}

#[test]
fn metadata_that_is_not_yaml_is_an_error_with_its_line() {
    let sandbox = Sandbox::demo();
    write_card(&sandbox, "---\nlicense: mit\nlicense: other\n---\n");
    assert_data_eq!(
        sandbox.hf("models card ada/tiny-bert --metadata"),
        str![[r#"
status: 1
--- stdout ---
--- stderr ---
Error: the metadata of the card is not valid YAML
Cause: line 3: the key 'license' occurs twice

"#]]
    );
}

#[test]
fn a_card_that_is_not_text_is_an_error() {
    let sandbox = Sandbox::demo();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    let note = Note { author: "ada", summary: "Break the card", description: "", when: 1_760_000_000 };
    sandbox.hub().world().commit_files(&repo, "main", &note, &[("README.md", b"\xff\xfe".as_slice())].into());
    let output = sandbox.hf("models card ada/tiny-bert");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("cannot read the card of model 'ada/tiny-bert'"), "{output}");
}

#[test]
fn a_model_without_a_card_is_not_a_missing_model() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("models card tiny-gpt");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: file 'README.md' not found in model 'tiny-gpt'\n"), "{output}");
    let output = sandbox.hf("models card ada/none");
    assert!(output.stderr.starts_with("Error: model 'ada/none' not found\n"), "{output}");
    assert_eq!(sandbox.hf("models card ada/tiny-bert --text --metadata").code(), Some(2));
}

#[test]
fn a_card_in_the_cache_is_there_offline() {
    let sandbox = Sandbox::demo();
    let online = sandbox.hf("models card ada/tiny-bert").success();
    sandbox.hub().forget();
    let offline = sandbox.command("models card ada/tiny-bert").env("HF_HUB_OFFLINE", "1").run().success();
    assert_eq!(offline.stdout, online.stdout);
    assert!(sandbox.hub().requests().is_empty());
}
