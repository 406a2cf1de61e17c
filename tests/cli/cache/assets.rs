use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_library_has_folders_of_its_own() {
    let sandbox = Sandbox::demo();
    let root = sandbox.hf_home().join("assets");
    let path = sandbox.hf("cache assets path datasets 'a/b c' -q").success().stdout;
    let expected = root.join("datasets/a--b--c/default");
    assert_eq!(path.trim_end(), sandbox.redact(expected.to_str().unwrap()));
    assert!(expected.is_dir());
    std::fs::write(expected.join("file"), vec![0; 5000]).unwrap();
    let rows = sandbox.hf("cache assets ls --json").success().json();
    assert_eq!(
        (&rows[0]["library"], &rows[0]["namespace"], &rows[0]["files"]),
        (&json!("datasets"), &json!("a--b--c"), &json!(1))
    );
    assert_eq!(sandbox.hf("cache assets path ..").code(), Some(2));
    let other = sandbox.hf("cache assets path x --assets-dir here --json").success().json();
    assert!(other["path"].as_str().unwrap().ends_with("here/x/default/default"), "{other}");
}

#[test]
fn assets_are_removed_after_a_question_only() {
    let sandbox = Sandbox::demo();
    let root = sandbox.hf_home().join("assets/datasets");
    sandbox.hf("cache assets path datasets one").success();
    sandbox.hf("cache assets path datasets two").success();
    sandbox.hf("cache assets rm datasets one --dry-run").success();
    assert_eq!(sandbox.hf("cache assets rm datasets one --json").code(), Some(1));
    assert!(root.join("one").is_dir());
    sandbox.hf("cache assets rm datasets one --yes").success();
    assert!(!root.join("one").exists() && root.join("two").is_dir());
    sandbox.hf("cache assets rm datasets --yes").success();
    assert_eq!(sandbox.hf("cache assets rm datasets --yes").code(), Some(3));
}
