//! What one client uploads the other downloads, and the Python client uploads to the local Hub as to a real one.

use std::fs;

use serde_json::json;

use super::python::python;
use crate::disk::{assert_whole, files};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;

/// Many megabytes that are quickly made.
fn large(megabytes: usize) -> Vec<u8> {
    let mut bytes = noise(1_000_000).repeat(megabytes);
    bytes.extend(b"and a rest");
    bytes
}

/// Fails unless two folders hold the same files with the same content; those that every repo has do not count.
#[track_caller]
fn assert_same(one: &std::path::Path, other: &std::path::Path) {
    let counted = |folder: &std::path::Path| {
        let all = files(folder).into_iter();
        all.filter(|path| path != ".gitattributes" && !path.starts_with(".cache/")).collect::<Vec<_>>()
    };
    assert_eq!(counted(one), counted(other));
    for path in counted(one) {
        assert!(fs::read(one.join(&path)).unwrap() == fs::read(other.join(&path)).unwrap(), "{path} differs");
    }
}

#[test]
fn python_makes_a_repo_and_fills_changes_and_empties_it() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "a");
    sandbox.write("folder/b.bin", "b");
    sandbox.write("folder/inner/c.txt", "c");
    let code = r#"
api = hub.HfApi()
show(api.whoami()["name"])
show(api.create_repo("ada/new", private=True).repo_id)
api.upload_file(path_or_fileobj="a.txt", path_in_repo="notes/a.txt", repo_id="ada/new")
api.upload_folder(folder_path="folder", repo_id="ada/new", commit_message="A folder")
api.delete_file("notes/a.txt", "ada/new")
show(sorted(api.list_repo_files("ada/new")))
pull_request = api.upload_file(path_or_fileobj=b"d", path_in_repo="d.txt", repo_id="ada/new", create_pr=True)
show([pull_request.pr_num, [it.title for it in api.get_repo_discussions("ada/new")]])
show([commit.title for commit in api.list_repo_commits("ada/new")])
"#;
    let output = python.script(&sandbox, code).run().success();
    assert_eq!(
        output.stdout,
        r#""ada"
"ada/new"
[".gitattributes", "b.bin", "inner/c.txt"]
[1, ["Upload d.txt with huggingface_hub"]]
["Delete notes/a.txt with huggingface_hub", "A folder", "Upload notes/a.txt with huggingface_hub", "initial commit"]
"#
    );
    sandbox.hf("download ada/new --revision refs/pr/1 --local-dir here").success();
    assert_eq!((sandbox.read("here/d.txt"), sandbox.read("here/b.bin")), (b"d".to_vec(), b"b".to_vec()));
    assert_whole(&sandbox);
}

#[test]
fn three_hundred_files_of_pythons_arrive_with_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    for number in 0..300 {
        let kind = if number % 10 == 0 { "bin" } else { "txt" };
        sandbox.write(&format!("sent/{}/{number}.{kind}", number % 7), format!("content {number}"));
    }
    python.hf(&sandbox, "upload ada/new sent . --quiet").run().success();
    sandbox.hf("download ada/new --local-dir got").success();
    assert_same(&sandbox.work().join("sent"), &sandbox.work().join("got"));
    assert_whole(&sandbox);
}

#[test]
fn three_hundred_files_of_ours_arrive_with_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    for number in 0..300 {
        let kind = if number % 10 == 0 { "bin" } else { "txt" };
        sandbox.write(&format!("sent/{}/{number}.{kind}", number % 7), format!("content {number}"));
    }
    sandbox.hf("upload datasets/ada/new sent . --quiet").success();
    let code = "hub.snapshot_download('ada/new', repo_type='dataset', local_dir='got')";
    python.script(&sandbox, code).run().success();
    assert_same(&sandbox.work().join("sent"), &sandbox.work().join("got"));
    assert_whole(&sandbox);
}

/// How many pieces large files were uploaded in.
fn parts(sandbox: &Sandbox) -> usize {
    sandbox.hub().requests().iter().filter(|request| request.contains("/parts/")).count()
}

#[test]
fn sixty_megabytes_of_pythons_arrive_with_us() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.write("sent/large.bin", large(60));
    python.hf(&sandbox, "upload ada/new sent/large.bin --quiet").run().success();
    assert_eq!(parts(&sandbox), 8);
    sandbox.hf("download ada/new large.bin --local-dir got").success();
    assert_same(&sandbox.work().join("sent"), &sandbox.work().join("got"));
}

#[test]
fn sixty_megabytes_of_ours_arrive_with_python() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.write("sent/large.bin", large(60));
    sandbox.hf("upload ada/new sent/large.bin --quiet").success();
    assert_eq!(parts(&sandbox), 8);
    python.script(&sandbox, "hub.hf_hub_download('ada/new', 'large.bin', local_dir='got')").run().success();
    assert_same(&sandbox.work().join("sent"), &sandbox.work().join("got"));
}

#[test]
fn python_sees_our_commits_pull_requests_and_deletions() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.write("folder/a.txt", "a");
    sandbox.write("folder/b.bin", "b");
    sandbox.hf("upload ada/new folder . --commit-message 'Two files' --commit-description 'as they are'").success();
    sandbox.hf("upload ada/new folder/a.txt c.txt --create-pr").success();
    sandbox.write("other/d.txt", "d");
    sandbox.hf("upload ada/new other . --delete '*.bin'").success();
    let code = r#"
api = hub.HfApi()
commits = api.list_repo_commits("ada/new")
show([[commit.title, commit.message] for commit in commits])
show(sorted(api.list_repo_files("ada/new")))
show([[it.num, it.title, it.is_pull_request, it.status] for it in api.get_repo_discussions("ada/new")])
show(sorted(api.list_repo_files("ada/new", revision="refs/pr/1")))
"#;
    let output = python.script(&sandbox, code).run().success();
    let lines: Vec<serde_json::Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let titles: Vec<_> = lines[0].as_array().unwrap().iter().map(|commit| commit[0].as_str().unwrap()).collect();
    assert_eq!(titles, ["Upload folder using hf", "Two files", "initial commit"]);
    assert_eq!(lines[1], json!([".gitattributes", "a.txt", "d.txt"]));
    assert_eq!(lines[2], json!([[1, "Upload c.txt with hf", true, "open"]]));
    assert_eq!(lines[3], json!([".gitattributes", "a.txt", "b.bin", "c.txt"]));
}

#[test]
fn what_one_has_uploaded_the_other_does_not_upload_again() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::empty();
    sandbox.write("folder/a.txt", "a");
    sandbox.write("folder/b.bin", "b");
    sandbox.hf("upload ada/new folder .").success();
    let head = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap().head();
    python.hf(&sandbox, "upload ada/new folder . --quiet").run().success();
    sandbox.hf("upload ada/new folder .").success();
    assert_eq!(sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap().head(), head);
    let uploads = sandbox.hub().requests().iter().filter(|request| request.contains("/uploads/")).count();
    assert_eq!(uploads, 1);
}
