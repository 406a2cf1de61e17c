//! Folders: which files, where to, what is deleted, how many commits.

use super::{count, paths, titles};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

#[test]
fn a_folder_goes_where_it_is_sent() {
    let sandbox = Sandbox::empty();
    for name in ["d/a.txt", "d/sub/b.txt", "d/.git/config", "d/.cache/huggingface/x"] {
        sandbox.write(name, name);
    }
    sandbox.hf("upload ada/new d into/it").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["into/it/a.txt", "into/it/sub/b.txt"]);
    assert_eq!(titles(&sandbox, "ada/new", "main"), ["Upload folder using hf"]);
}

#[test]
fn patterns_choose_files() {
    let sandbox = Sandbox::empty();
    for name in ["d/a.json", "d/b.txt", "d/sub/c.json", "d/sub/not.json"] {
        sandbox.write(name, name);
    }
    sandbox.hf("upload ada/new d --include '*.json' --exclude 'sub/not*'").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.json", "sub/c.json"]);
}

#[test]
fn a_local_path_may_be_a_pattern() {
    let sandbox = Sandbox::empty();
    for name in ["a.json", "b.txt"] {
        sandbox.write(name, name);
    }
    sandbox.hf("upload ada/new *.json").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.json"]);
}

#[test]
fn the_folder_called_as_the_repo_is_meant_when_none_is_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("new/a.txt", "a");
    sandbox.hf("upload ada/new").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.txt"]);
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_links_to_folders_are_not() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::empty();
    for name in ["d/sub/a.txt", "outside/b.txt"] {
        sandbox.write(name, name);
    }
    let link = |target: &str, name: &str| symlink(target, sandbox.work().join("d").join(name)).unwrap();
    link("../outside/b.txt", "b.txt");
    link("../outside", "folder");
    link("..", "sub/loop");
    let output = sandbox.hf("upload ada/new d").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["b.txt", "sub/a.txt"]);
    assert!(output.stderr.contains("nothing behind 'folder' and 1 more link is uploaded"), "{output}");
}

#[cfg(unix)]
#[test]
fn what_is_not_meant_cannot_stand_in_the_way() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::empty();
    for name in ["a/b.txt", "a/.git/objects/x", "nu/x", "locked/x"] {
        sandbox.write(name, name);
    }
    for folder in ["nu", "a/.git/objects"] {
        let name = std::ffi::OsStr::from_bytes(b"b\xff.txt");
        std::fs::write(sandbox.work().join(folder).join(name), "").unwrap();
    }
    let shut = |name: &str, mode| set_permissions(sandbox.work().join(name), Permissions::from_mode(mode)).unwrap();
    shut("a/.git/objects", 0);
    shut("locked", 0);
    let runs = ["ada/one a/*.txt", "ada/two . --include a/", "ada/three . --exclude nu/ --exclude locked/"];
    for words in runs {
        sandbox.command("upload").words(words).run().success();
    }
    let refused = sandbox.hf("upload ada/new .");
    shut("a/.git/objects", 0o755);
    shut("locked", 0o755);
    for id in ["ada/one", "ada/two", "ada/three"] {
        assert_eq!(paths(&sandbox, id, "main"), ["a/b.txt"], "{id}");
    }
    assert!(!refused.status.success(), "{refused}");
    let output = sandbox.hf("upload ada/new nu");
    assert!(output.stderr.contains("is not valid Unicode"), "{output}");
}

#[test]
fn what_a_gitignore_excludes_is_left_out() {
    let sandbox = Sandbox::empty();
    for (name, content) in [("d/.gitignore", "*.log\n"), ("d/a.log", "a"), ("d/b.txt", "b")] {
        sandbox.write(name, content);
    }
    let output = sandbox.hf("upload ada/new d").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), [".gitignore", "b.txt"]);
    assert!(output.stderr.contains("Skipped 1 file: ignored by .gitignore"), "{output}");
}

#[test]
fn deletions_ride_the_first_commit() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/config.json", "{}\n");
    sandbox.hf("upload ada/tiny-bert d --delete '*.json' --delete 'vocab*'").success();
    let expected = ["README.md", "config.json", "model.safetensors"];
    assert_eq!(paths(&sandbox, "ada/tiny-bert", "main"), expected);
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/commit/main 200"), 1);
}

#[test]
fn a_folder_with_nothing_new_still_deletes() {
    let sandbox = Sandbox::demo();
    std::fs::create_dir(sandbox.work().join("d")).unwrap();
    let output = sandbox.hf("upload ada/tiny-bert d --delete vocab.txt").success();
    assert!(output.stderr.contains("Deleted 1 file from the repo\n"), "{output}");
    assert!(!paths(&sandbox, "ada/tiny-bert", "main").contains(&"vocab.txt".to_owned()));
}

#[test]
fn a_large_folder_becomes_several_commits() {
    let sandbox = Sandbox::empty();
    for number in 0..260 {
        sandbox.write(&format!("d/{number:03}.txt"), number.to_string());
    }
    let output = sandbox.hf("upload ada/new d --commit-message 'All of it'").success();
    assert_eq!(titles(&sandbox, "ada/new", "main"), ["All of it (part 2)", "All of it"]);
    assert_eq!(paths(&sandbox, "ada/new", "main").len(), 260);
    assert!(output.stderr.contains("Made 2 commits"), "{output}");
}

#[test]
fn without_xet_a_folder_is_one_commit_as_long_as_the_hub_copes() {
    let sandbox = Sandbox::empty();
    for number in 0..260 {
        sandbox.write(&format!("d/{number:03}.txt"), number.to_string());
    }
    let upload = |id| sandbox.command("upload").argument(id).argument("d").env("HF_HUB_DISABLE_XET", "1").run();
    upload("ada/new").success();
    assert_eq!(titles(&sandbox, "ada/new", "main").len(), 1);
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::retry_after(504, "0")).times(5));
    upload("ada/other").success();
    assert_eq!(titles(&sandbox, "ada/other", "main").len(), 2);
    assert_eq!(paths(&sandbox, "ada/other", "main").len(), 260);
}

#[test]
fn files_are_committed_in_their_order_however_their_questions_are_answered() {
    let sandbox = Sandbox::empty();
    for number in 0..600 {
        sandbox.write(&format!("d/{number:03}.txt"), number.to_string());
    }
    sandbox.hub().fault(Fault::new("POST", "*/preupload/main", Effect::retry_after(503, "0")).times(1));
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(400)).skip(1));
    assert_eq!(sandbox.hf("upload ada/new d").code(), Some(1));
    let expected: Vec<String> = (0..250).map(|number| format!("{number:03}.txt")).collect();
    assert_eq!(paths(&sandbox, "ada/new", "main"), expected);
}

#[test]
fn a_commit_that_the_hub_cannot_cope_with_is_split() {
    let sandbox = Sandbox::empty();
    for number in 0..30 {
        sandbox.write(&format!("d/{number:03}.txt"), number.to_string());
    }
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::retry_after(503, "0")).times(5));
    sandbox.hf("upload ada/new d").success();
    assert_eq!(count(&sandbox, "POST /api/models/ada/new/commit/main 503"), 5);
    assert_eq!(titles(&sandbox, "ada/new", "main").len(), 2);
    assert_eq!(paths(&sandbox, "ada/new", "main").len(), 30);
}

#[test]
fn a_card_is_checked_before_anything_is_sent() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/README.md", "---\nlicense: [\n---\n");
    sandbox.write("d/a.txt", "a");
    let output = sandbox.hf("upload ada/tiny-bert d");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("README.md is not valid"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/preupload*"), 0);
}
