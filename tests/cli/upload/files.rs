//! One file.

use snapbox::{assert_data_eq, str};

use super::{count, paths, titles};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

#[test]
fn a_file_becomes_a_commit_of_a_repo_that_is_made() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "hello\n");
    let output = sandbox.hf("upload ada/new a.txt -q").success();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap();
    assert_eq!(output.stdout, format!("[HUB]/ada/new/commit/{}\n", repo.head()));
    assert_eq!(repo.text(repo.head(), "a.txt").as_deref(), Some("hello\n"));
    assert_eq!(titles(&sandbox, "ada/new", "main"), ["Upload a.txt with hf"]);
}

#[test]
fn a_small_file_costs_three_requests() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "hello\n");
    sandbox.hf("upload ada/tiny-bert a.txt notes/b.txt").success();
    let expected = [
        "POST /api/repos/create 409",
        "POST /api/models/ada/tiny-bert/preupload/main 200",
        "POST /api/models/ada/tiny-bert/commit/main 200",
    ];
    assert_eq!(sandbox.hub().requests(), expected);
}

#[test]
fn the_result_is_a_sentence_for_people_and_an_object_for_programs() {
    let sandbox = Sandbox::demo();
    sandbox.write("config.json", CONFIG);
    let head = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().head().to_string();
    let output = sandbox.hf("upload ada/tiny-bert config.json --json").success();
    assert_eq!(output.json(), serde_json::json!({"url": format!("[HUB]/ada/tiny-bert/commit/{head}")}));
    let output = sandbox.hf("upload ada/tiny-bert config.json");
    assert_data_eq!(
        output.to_string().replace(&head, "HEAD"),
        str![[r#"
status: 0
--- stdout ---
Nothing to commit: all files are up to date
  url: [HUB]/ada/tiny-bert/commit/HEAD
--- stderr ---
Uploading 1 file, 92 B

"#]]
    );
}

/// As the demo repo has it.
const CONFIG: &str = r#"{"architectures": ["BertModel"], "hidden_size": 32, "model_type": "bert", "vocab_size": 64}
"#;

#[test]
fn a_file_that_the_repo_has_makes_no_commit() {
    let sandbox = Sandbox::demo();
    sandbox.write("config.json", CONFIG);
    sandbox.hf("upload ada/tiny-bert config.json").success();
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/commit*"), 0);
}

#[test]
fn an_empty_file_is_committed() {
    let sandbox = Sandbox::empty();
    sandbox.write("empty.bin", "");
    sandbox.hf("upload ada/new empty.bin").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["empty.bin"]);
}

#[test]
fn an_address_names_type_branch_and_path() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "hello\n");
    sandbox.hf("upload hf://datasets/ada/data@draft/x/b.txt a.txt").success();
    let repo = sandbox.hub().world().repo(Kind::Dataset, "ada/data").unwrap();
    let draft = repo.resolve("draft").unwrap();
    assert_eq!(repo.text(draft, "x/b.txt").as_deref(), Some("hello\n"));
    assert_eq!(repo.text(repo.head(), "x/b.txt"), None);
}

#[test]
fn a_bare_name_is_in_the_users_own_namespace() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "hello\n");
    sandbox.hf("upload new a.txt").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.txt"]);
}

#[test]
fn a_new_repo_is_as_private_as_asked_for() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "hello\n");
    let is_private = |words: &str, id: &str| {
        sandbox.hf(words).success();
        sandbox.hub().world().repo(Kind::Model, id).unwrap().record.is_private()
    };
    assert!(is_private("upload ada/one a.txt --private", "ada/one"));
    assert!(!is_private("upload ada/two a.txt --no-private", "ada/two"));
}

#[test]
fn flags_for_folders_are_ignored_with_a_word() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "hello\n");
    let output = sandbox.hf("upload ada/new a.txt --exclude '*.txt'").success();
    assert!(output.stderr.contains("--exclude is ignored"), "{output}");
}
