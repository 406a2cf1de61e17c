use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::{paged, queries};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

const TREE: &str = "/api/models/ada/tiny-bert/tree/main";

#[test]
fn files_of_a_model_are_listed_with_sizes_and_dates() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("models list ada/tiny-bert"),
        str![[r#"
status: 0
--- stdout ---
         473  2025-10-01 12:00:00  .gitattributes
         189  2025-10-01 16:00:00  README.md
          92  2025-10-01 13:00:00  config.json
       12680  2025-10-01 14:00:00  model.safetensors
          60  2025-10-01 13:00:00  tokenizer_config.json
         434  2025-10-01 13:00:00  vocab.txt
--- stderr ---

"#]]
    );
    assert_eq!(queries(&sandbox, TREE), ["recursive=false&expand=true"]);
    assert_data_eq!(
        sandbox.hf("models ls ada/odd-names -h"),
        str![[r#"
status: 0
--- stdout ---
                     Oct 02 03:00  folder/
                     Oct 02 03:00  ünïcödé/
       473 B         Oct 02 02:00  .gitattributes
        23 B         Oct 02 03:00  [brackets] {braces}.txt
        30 B         Oct 02 03:00  a b#c?.txt
         0 B         Oct 02 03:00  empty.txt
        33 B         Oct 02 03:00  percent%20name.txt
        19 B         Oct 02 03:00  plus+and&.txt
        30 B         Oct 02 03:00  weights [v1].bin
--- stderr ---
Hint: add -R to list the files in folders too

"#]]
    );
}

#[test]
fn folders_are_walked_or_drawn_if_asked_for() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("models ls ada/odd-names -R -q").success();
    assert!(output.stdout.contains("folder/\nfolder/.hidden\n"), "{output}");
    assert_data_eq!(
        sandbox.hf("models ls ada/odd-names -R --tree"),
        str![[r#"
status: 0
--- stdout ---
473  2025-10-02 02:00:00  ├── .gitattributes
 23  2025-10-02 03:00:00  ├── [brackets] {braces}.txt
 30  2025-10-02 03:00:00  ├── a b#c?.txt
  0  2025-10-02 03:00:00  ├── empty.txt
                          ├── folder/
  4  2025-10-02 03:00:00  │   └── .hidden
 33  2025-10-02 03:00:00  ├── percent%20name.txt
 19  2025-10-02 03:00:00  ├── plus+and&.txt
 30  2025-10-02 03:00:00  ├── weights [v1].bin
                          └── ünïcödé/
  8  2025-10-02 03:00:00      └── 日本語.txt
--- stderr ---

"#]]
    );
    let refused = sandbox.hf("models ls ada/odd-names --tree --json");
    assert_eq!(refused.code(), Some(2), "{refused}");
}

#[test]
fn programs_get_an_array_of_files_and_folders() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("models ls ada/odd-names --json").success();
    assert!(output.stdout.starts_with("[\n  {\n    \"path\": "), "{output}");
    assert!(output.stderr.starts_with("Hint: add -R "), "{output}");
    let files = output.json();
    let folder = files.as_array().unwrap().iter().find(|file| file["path"] == "folder").unwrap();
    assert_eq!(folder["last_commit"]["date"], json!("2025-10-02T03:00:00+00:00"));
    let large = files.as_array().unwrap().iter().find(|file| file["path"] == "weights [v1].bin").unwrap();
    assert_eq!(large["security"]["safe"], json!(false));
    assert_eq!(large["lfs"]["pointer_size"], json!(127));
}

#[test]
fn pages_of_files_make_one_listing() {
    let sandbox = paged();
    let whole = Sandbox::demo();
    for flags in ["-R -q", "-R --json", "-R", "--tree"] {
        let words = format!("models ls ada/odd-names {flags}");
        assert_eq!(sandbox.hf(&words).success().stdout, whole.hf(&words).success().stdout, "{flags}");
    }
}

#[test]
fn a_listing_of_files_can_be_of_another_revision() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("models ls ada/tiny-bert --revision refs/pr/1 -q").success();
    assert!(output.stdout.contains("LICENSE\n"), "{output}");
    let unknown = sandbox.hf("models ls ada/tiny-bert --revision none");
    assert_eq!(unknown.code(), Some(3), "{unknown}");
}

#[test]
fn files_of_a_gated_model_are_listed_to_everybody() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("models ls bob/gated-bert -q").success();
    assert!(output.stdout.contains("model.safetensors\n"), "{output}");
}

#[test]
fn a_model_that_is_not_there_and_one_that_may_not_be_seen_are_not_found() {
    let sandbox = Sandbox::demo();
    for (id, token) in [("ada/none", BOB), ("ada/private-bert", BOB)] {
        let output = sandbox.command(&format!("models ls {id}")).token(token).run();
        assert_eq!(output.code(), Some(3), "{output}");
        assert_eq!(output.stdout, "", "{output}");
    }
}

#[test]
fn a_page_without_the_fields_of_a_file_is_an_error() {
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", TREE, Effect::Json(json!([{"type": "file", "path": 5}]))));
    let output = sandbox.hf("models ls ada/tiny-bert");
    assert_ne!(output.code(), Some(0), "{output}");
    assert!(output.stderr.starts_with("Error: "), "{output}");
}
