//! Branches, tags, pull requests and commits.

use std::fs;

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

const TINY_BERT: &str = "models--ada--tiny-bert";

fn commit_of(sandbox: &Sandbox, revision: &str) -> String {
    sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().resolve(revision).unwrap().to_string()
}

#[test]
fn a_branch_a_tag_and_a_pull_request_are_remembered_by_name() {
    let sandbox = Sandbox::demo();
    for revision in ["main", "experiment", "v1.0", "refs/pr/1"] {
        let output = sandbox.hf(&format!("download ada/tiny-bert config.json --revision {revision} --quiet")).success();
        let commit = commit_of(&sandbox, revision);
        assert_eq!(output.stdout, format!("[HF_HOME]/hub/{TINY_BERT}/snapshots/{commit}/config.json\n"));
        assert_eq!(fs::read_to_string(cached(&sandbox, TINY_BERT).join("refs").join(revision)).unwrap(), commit);
    }
    assert_whole(&sandbox);
}

#[test]
fn revisions_share_what_is_the_same() {
    let sandbox = Sandbox::demo();
    for revision in ["main", "experiment", "v1.0"] {
        sandbox.hf(&format!("download ada/tiny-bert --revision {revision}")).success();
    }
    let cache = cached(&sandbox, TINY_BERT);
    assert_eq!(files(&cache.join("snapshots")).len(), 18);
    assert_eq!(files(&cache.join("blobs")).len(), 8);
    assert_whole(&sandbox);
}

#[test]
fn a_commit_is_no_ref() {
    let sandbox = Sandbox::demo();
    let commit = commit_of(&sandbox, "v1.0");
    sandbox.hf(&format!("download ada/tiny-bert --revision {commit}")).success();
    assert_eq!(files(&cached(&sandbox, TINY_BERT).join("refs")), [""; 0]);
    assert_whole(&sandbox);
}

#[test]
fn a_short_hash_means_its_commit() {
    let sandbox = Sandbox::demo();
    let commit = commit_of(&sandbox, "v1.0");
    let words = format!("download ada/tiny-bert config.json --revision {} --quiet", &commit[..8]);
    let output = sandbox.hf(&words).success();
    assert!(output.stdout.contains(&commit), "{output}");
}

#[test]
fn a_branch_with_a_slash_keeps_it() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap();
    repo.set_reference("refs/heads/feature/x", repo.head());
    sandbox.hf("download ada/model --revision feature/x").success();
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("refs")), ["feature/x"]);
}

#[test]
fn a_branch_that_moves_while_its_files_are_fetched_is_one_commit() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let before = sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap().head();
    sandbox.hf("download ada/model").success();
    let asked = sandbox.hub().requests();
    let by_name = asked.iter().filter(|request| request.contains("main")).count();
    assert_eq!(by_name, 1, "{asked:#?}");
    assert!(asked.iter().filter(|request| !request.contains("main")).all(|line| line.contains(&before.to_string())));
}

#[test]
fn a_new_commit_of_a_branch_is_found() {
    let sandbox = with_model(&[("a.txt", b"old")]);
    sandbox.hf("download ada/model a.txt").success();
    let commit = sandbox.hub().world().write_file(Kind::Model, "ada/model", "a.txt", b"new");
    let output = sandbox.hf("download ada/model a.txt --quiet").success();
    let path = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert!(path.contains(&commit.to_string()));
    assert_eq!(fs::read(path).unwrap(), b"new");
    assert_whole(&sandbox);
}

#[test]
fn a_branch_in_whose_place_a_folder_of_branches_was_is_downloaded_all_the_same() {
    let sandbox = Sandbox::demo();
    let stale = cached(&sandbox, TINY_BERT).join("refs/v1.0/old");
    fs::create_dir_all(stale.parent().unwrap()).unwrap();
    fs::write(&stale, "0".repeat(40)).unwrap();
    let output = sandbox.hf("download ada/tiny-bert config.json --revision v1.0").success();
    assert!(output.stderr.contains("refs/v1.0': going on without"), "{output}");
}

#[test]
fn a_file_by_its_commit_is_fetched_again_if_it_has_another_length() {
    let sandbox = Sandbox::demo();
    let commit = commit_of(&sandbox, "v1.0");
    let words = format!("download ada/tiny-bert --revision {commit} --quiet");
    let file = sandbox.command(&words).run().success().stdout.trim().replace("[HF_HOME]", "") + "/config.json";
    let file = sandbox.hf_home().join(file.trim_start_matches('/'));
    let before = fs::read(&file).unwrap();
    fs::write(fs::canonicalize(&file).unwrap(), "").unwrap();
    sandbox.hf(&format!("download ada/tiny-bert config.json --revision {commit}")).success();
    assert_eq!(fs::read(&file).unwrap(), before);
}
