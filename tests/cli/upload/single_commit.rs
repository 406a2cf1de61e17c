//! `--single-commit`: a folder as one commit or none.

use super::{count, paths, titles};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

/// More files than a first commit takes otherwise, and more than one question is for.
fn with_many_files() -> Sandbox {
    let sandbox = Sandbox::empty();
    for number in 0..260 {
        sandbox.write(&format!("d/{number:03}.txt"), number.to_string());
    }
    sandbox.write("d/w.bin", [7; 1000]);
    sandbox
}

#[test]
fn a_large_folder_becomes_one_commit() {
    let sandbox = with_many_files();
    let output = sandbox.hf("upload ada/new d --single-commit").success();
    assert_eq!(titles(&sandbox, "ada/new", "main"), ["Upload folder using hf"]);
    assert_eq!(paths(&sandbox, "ada/new", "main").len(), 261);
    assert!(!output.stderr.contains("commits"), "{output}");
}

#[test]
fn deletions_are_in_the_same_commit() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a.txt", "a");
    sandbox.hf("upload ada/tiny-bert d --single-commit --delete '*.json'").success();
    assert_eq!(paths(&sandbox, "ada/tiny-bert", "main"), ["README.md", "a.txt", "model.safetensors", "vocab.txt"]);
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/commit/main 200"), 1);
}

#[test]
fn a_hub_that_cannot_cope_gets_no_part_of_it() {
    let sandbox = with_many_files();
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(504)));
    let output = sandbox.hf("upload ada/new d --single-commit");
    assert_eq!(output.code(), Some(6), "{output}");
    assert!(output.stderr.contains("without --single-commit"), "{output}");
    assert_eq!(paths(&sandbox, "ada/new", "main"), [""; 0]);
}

#[test]
fn a_pull_request_is_opened_by_its_one_commit() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a.txt", "a");
    sandbox.write("d/b.txt", "b");
    let output = sandbox.command("upload ada/tiny-bert d --single-commit --create-pr").token(BOB).run().success();
    assert!(output.stderr.contains("Pull request: [HUB]/ada/tiny-bert/discussions/2"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/discussions *"), 0);
    assert_eq!(titles(&sandbox, "ada/tiny-bert", "refs/pr/2")[0], "Upload folder using hf");
}

#[test]
fn an_unchanged_folder_makes_none() {
    let sandbox = with_many_files();
    sandbox.hf("upload ada/new d --single-commit").success();
    let output = sandbox.hf("upload ada/new d --single-commit").success();
    assert!(output.stdout.contains("Nothing to commit"), "{output}");
    assert_eq!(titles(&sandbox, "ada/new", "main").len(), 1);
}

#[test]
fn a_commit_that_must_follow_another_fails_when_the_branch_has_moved() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a", "a");
    let head = sandbox.hf("repos refs ada/tiny-bert --resolve main -q").success().stdout.trim().to_owned();
    sandbox.hf(&format!("upload ada/tiny-bert d --parent-commit {}", &head[..7])).success();
    sandbox.write("d/b", "b");
    for words in ["d", "d/b b", "d --single-commit"] {
        let output = sandbox.hf(&format!("upload ada/tiny-bert {words} --parent-commit {head}"));
        assert!(output.code() == Some(1) && output.stderr.contains(&head[..7]), "{output}");
    }
    assert_eq!(sandbox.hf("fs exists ada/tiny-bert/b").code(), Some(3));
}
