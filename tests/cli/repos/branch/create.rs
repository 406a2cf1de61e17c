use serde_json::json;

use crate::local_hub::world::kinds::Kind;
use crate::repos::sent;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_branch_begins_at_the_main_branch_or_at_a_revision() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos branch create ada/tiny-bert draft/one --json").success();
    assert_eq!(output.json(), json!({"branch": "draft/one", "repo_type": "model", "repo_id": "ada/tiny-bert"}));
    assert_eq!(sent(&sandbox, 0), ("POST /api/models/ada/tiny-bert/branch/draft%2Fone 201".to_owned(), json!({})));
    sandbox.hf("repos branch create ada/tiny-bert release --revision v1.0").success();
    assert_eq!(sent(&sandbox, 1).1, json!({"startingPoint": "v1.0"}));
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap();
    assert_eq!(repo.resolve("draft/one"), Some(repo.head()));
    assert_eq!(repo.resolve("release"), repo.resolve("v1.0"));
    let names = sandbox.hf("repos branch ls ada/tiny-bert -q").success().stdout;
    assert_eq!(names, "draft/one\nexperiment\nmain\nrelease\n");
}

#[test]
fn a_branch_that_exists_is_an_error_unless_that_is_fine() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos branch create ada/tiny-bert experiment");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: branch 'experiment' already exists\n"), "{output}");
    let output = sandbox.hf("repos branch create ada/tiny-bert experiment --exist-ok").success();
    assert!(output.stdout.starts_with("Nothing to do: the branch already exists\n"), "{output}");
}

#[test]
fn who_may_not_write_is_content_with_a_branch_that_exists() {
    let sandbox = Sandbox::demo();
    sandbox.hf("repos branch create ada/tiny-bert a/b").success();
    let stranger = |branch: &str| {
        let words = format!("repos branch create ada/tiny-bert {branch} --exist-ok");
        sandbox.command(&words).token(BOB).run().code()
    };
    assert_eq!((stranger("a/b"), stranger("other")), (Some(0), Some(4)));
}

#[test]
fn what_is_no_branch_is_refused() {
    let sandbox = Sandbox::demo();
    for (words, status) in [
        ("ada/tiny-bert refs/pr/1", 2),
        ("ada/tiny-bert ''", 2),
        ("ada/tiny-bert 'a b'", 1),
        ("ada/tiny-bert b --revision none", 3),
        ("ada/none b", 3),
    ] {
        let output = sandbox.hf(&format!("repos branch create {words}"));
        assert_eq!(output.code(), Some(status), "{output}");
    }
}
