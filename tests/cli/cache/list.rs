use std::fs;

use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{ONE, TWO, filled, hub, write};
use crate::sandbox::Sandbox;

#[test]
fn repos_are_a_table_with_a_sum() {
    let sandbox = filled();
    assert_data_eq!(
        sandbox.hf("cache list"),
        str![[r#"
status: 0
--- stdout ---
ID             SIZE LAST_ACCESSED     LAST_MODIFIED     REFS           
-------------- ---- ----------------- ----------------- ---------------
dataset/rows    5.0 a few seconds ago a few seconds ago main           
model/ada/tiny 2.0K a few seconds ago a few seconds ago main, refs/pr/1

2 repos, 3 revisions, 2.0K on disk.
--- stderr ---

"#]]
    );
}

#[test]
fn revisions_have_their_own_lines_sizes_and_folders() {
    let sandbox = filled();
    let rows = sandbox.hf("cache ls --revisions --filter type=model --json").success().json();
    assert_eq!(rows[0]["snapshot_path"], json!(format!("[HF_HOME]/hub/models--ada--tiny/snapshots/{ONE}")));
    assert_eq!(rows[1]["size"], "14.0");
    assert_eq!(rows[1]["refs"], json!(["main"]));
    let keys: Vec<_> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["id", "repo_id", "repo_type", "revision", "snapshot_path", "size", "last_modified", "refs"];
    assert_eq!(keys, expected);
}

#[test]
fn scripts_get_ids_or_hashes() {
    let sandbox = filled();
    assert_eq!(sandbox.hf("cache ls -q --sort size").success().stdout, "model/ada/tiny\ndataset/rows\n");
    let hashes = sandbox.hf("cache ls -q --revisions --limit 2").success().stdout;
    assert_eq!(hashes, format!("{TWO}\n{ONE}\n"));
}

#[test]
fn a_broken_repo_is_listed_and_marked() {
    let sandbox = filled();
    fs::remove_file(hub(&sandbox, "datasets--rows/blobs/e3")).unwrap();
    write(&sandbox, "version.txt", "1");
    let output = sandbox.hf("cache ls --json").success();
    assert_eq!(output.json()[0]["broken"], json!(["missing content"]));
    assert_eq!(output.json()[1].get("broken"), None);
    assert_eq!(output.stderr, "Warning: 2 things are wrong in the cache: add --show-warnings for details\n");
    let table = sandbox.hf("cache ls --show-warnings").success();
    assert!(table.stdout.contains("BROKEN") && table.stdout.contains("missing content"), "{table}");
    assert_data_eq!(
        table.stderr,
        str![[r#"
Warning: '[HF_HOME]/hub/version.txt' is a file, where only repos should be
Warning: '[HF_HOME]/hub/datasets--rows/snapshots/2222222222222222222222222222222222222222/rows.csv' leads to '[HF_HOME]/hub/datasets--rows/blobs/e3', which is missing

"#]]
    );
}

#[test]
fn what_could_be_removed_is_named() {
    let sandbox = filled();
    write(&sandbox, "datasets--rows/blobs/e9.0123abcd.incomplete", "part");
    let output = sandbox.hf("cache ls").success();
    assert_eq!(output.stderr, "Hint: 1 unfinished download (4.0) can be removed with `hf cache prune`\n");
    assert_eq!(sandbox.hf("cache ls -q").success().stderr, "");
}

#[test]
fn a_filter_that_makes_no_sense_is_a_usage_error() {
    let sandbox = Sandbox::empty();
    for filter in ["size~1", "size>big", "type!=model", "colour=red"] {
        let output = sandbox.command("cache ls").argument("--filter").argument(filter).run();
        assert_eq!((output.code(), output.stdout.as_str()), (Some(2), ""), "{output}");
        assert!(output.stderr.contains("--filter"), "{output}");
    }
}

#[test]
fn a_cache_that_is_not_there_is_not_found() {
    let sandbox = Sandbox::empty();
    assert_data_eq!(
        sandbox.hf("cache ls --cache-dir none"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: cache folder '[CWD]/none' does not exist
Hint: set the folder with --cache-dir or HF_HUB_CACHE

"#]]
    );
}
