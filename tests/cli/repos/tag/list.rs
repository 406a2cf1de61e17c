use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::sandbox::Sandbox;

#[test]
fn a_repo_without_tags_has_an_empty_listing() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos tag list datasets/ada/planets --json").success().json(), json!([]));
    assert_eq!(sandbox.hf("repos tag list datasets/ada/planets").success().stdout, "No results found.\n");
}

#[test]
fn each_mode_shows_the_commit_of_a_tag() {
    let sandbox = Sandbox::demo();
    let tags = sandbox.hf("repos tag ls ada/tiny-bert --json").success().json();
    let commit = tags[0]["target_commit"].as_str().unwrap().to_owned();
    assert_eq!(tags, json!([{"name": "v1.0", "target_commit": commit, "ref": "refs/tags/v1.0"}]));
    assert_eq!(sandbox.hf("repos tag list ada/tiny-bert -q").success().stdout, "v1.0\n");
    let agent = sandbox.hf("repos tag list ada/tiny-bert --format agent").success();
    assert_eq!(agent.stdout, format!("name\ttarget_commit\tref\nv1.0\t{commit}\trefs/tags/v1.0\n"));
    assert_data_eq!(
        sandbox.hf("repos tag list ada/tiny-bert").success(),
        str![[r#"
status: 0
--- stdout ---
NAME TARGET_COMMIT                            REF           
---- ---------------------------------------- --------------
v1.0 [..] refs/tags/v1.0
--- stderr ---

"#]]
    );
}

#[test]
fn a_public_repo_is_listed_without_a_token_and_an_unknown_one_is_not_found() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.command("repos tag list ada/tiny-bert -q").no_token().run().success().stdout, "v1.0\n");
    for words in ["repos tag list ada/none", "repos tag list ada/planets"] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(3), "{output}");
        assert!(output.stderr.starts_with("Error: model 'ada/"), "{output}");
    }
}
