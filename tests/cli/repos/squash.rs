use serde_json::json;

use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_branch_becomes_one_commit_with_the_same_files() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("repos squash ada/tiny-bert -m 'All in one' --yes --json").success();
    let others = json!(["refs/heads/experiment", "refs/tags/v1.0", "refs/pr/1"]);
    let expected = json!({"branch": "main", "repo_type": "model", "repo_id": "ada/tiny-bert", "commits": 4,
                          "kept_by": others});
    assert_eq!(output.json(), expected);
    let history = sandbox.hf("repos history ada/tiny-bert --json").success().json();
    assert_eq!(history.as_array().unwrap().len(), 1);
    assert_eq!(history[0]["title"], "All in one");
    sandbox.hf("repos exists ada/tiny-bert model.safetensors").success();
    let output = sandbox.hf("repos squash ada/tiny-bert").success();
    assert!(output.stdout.starts_with("Nothing to do: the branch has a single commit\n"), "{output}");
}

#[test]
fn it_says_what_vanishes_and_asks() {
    let sandbox = Sandbox::demo();
    let head = || sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().head();
    let before = head();
    let output = sandbox.command("repos squash ada/tiny-bert").stdin("n\n").run();
    assert_eq!(output.code(), Some(1), "{output}");
    let question = "Replace the 4 commits of 'main' in model 'ada/tiny-bert' by a single one, for good? [y/N]: ";
    assert_eq!(output.stdout, question);
    assert!(output.stderr.starts_with("Old commits may stay in refs/heads/experiment, "), "{output}");
    let output = sandbox.hf("repos squash ada/tiny-bert --json");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    let output = sandbox.hf("repos squash ada/tiny-bert --dry-run --json").success();
    assert_eq!(output.json()["dry_run"], true);
    assert_eq!(head(), before);
    assert!(sandbox.hub().requests().iter().all(|request| request.starts_with("GET ")));
}

#[test]
fn what_is_no_branch_cannot_be_squashed() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos squash ada/tiny-bert --branch none -y").code(), Some(3));
    assert_eq!(sandbox.hf("repos squash ada/tiny-bert --branch v1.0 -y").code(), Some(1));
    assert_eq!(sandbox.command("repos squash ada/tiny-bert -y").token(BOB).run().code(), Some(4));
}
