use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn all_refs_of_a_kind_are_listed() {
    let sandbox = Sandbox::demo();
    let names = |words: &str| sandbox.hf(&format!("repos refs ada/tiny-bert -q {words}")).success().stdout;
    assert_eq!(names(""), "experiment\nmain\nv1.0\n");
    assert_eq!(names("--kind tag"), "v1.0\n");
    assert_eq!(names("--kind convert"), "");
    assert_eq!(names("--kind pr"), "pr/1\n");
    assert_eq!(names("--include-pull-requests").lines().count(), 4);
    let rows = sandbox.hf("repos refs ada/tiny-bert --kind tag --json").success().json();
    let commit = rows[0]["target_commit"].clone();
    assert_eq!(rows, json!([{"name": "v1.0", "kind": "tag", "ref": "refs/tags/v1.0", "target_commit": commit}]));
}

#[test]
fn a_revision_is_resolved_to_its_commit() {
    let sandbox = Sandbox::demo();
    let commit =
        sandbox.hf("repos refs ada/tiny-bert --kind branch --json").success().json()[1]["target_commit"].clone();
    let resolved = sandbox.hf("repos refs ada/tiny-bert --resolve main").success().stdout;
    assert_eq!(resolved.trim(), commit.as_str().unwrap());
    let output = sandbox.hf("repos refs ada/tiny-bert --resolve main --json").success();
    assert_eq!(output.json(), json!({"target_commit": commit}));
    assert_eq!(sandbox.hf("repos refs ada/tiny-bert --resolve none").code(), Some(3));
}

#[test]
fn an_unknown_repo_is_not_found() {
    assert_eq!(Sandbox::demo().hf("repos refs ada/none").code(), Some(3));
}
