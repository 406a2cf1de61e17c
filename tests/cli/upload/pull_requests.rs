//! Changes that are proposed.

use super::{count, paths, wait_for};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

const OPEN: &str = "Hint: pull request 2 is open: to resume, use --revision refs/pr/2 instead of --create-pr\n";

#[test]
fn a_file_opens_a_pull_request_with_its_commit() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    let output = sandbox.command("upload ada/tiny-bert a.txt --create-pr").token(BOB).run().success();
    assert!(output.stderr.contains("Pull request: [HUB]/ada/tiny-bert/discussions/2"), "{output}");
    assert!(paths(&sandbox, "ada/tiny-bert", "refs/pr/2").contains(&"a.txt".to_owned()));
    assert!(!paths(&sandbox, "ada/tiny-bert", "main").contains(&"a.txt".to_owned()));
}

/// A folder that is more than one commit.
fn with_many_files() -> Sandbox {
    let sandbox = Sandbox::demo();
    for number in 0..251 {
        sandbox.write(&format!("d/{number}.txt"), number.to_string());
    }
    sandbox
}

#[test]
fn a_folder_that_is_one_commit_opens_a_pull_request_with_it() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a.txt", "a");
    sandbox.write("d/w.bin", [0; 100]);
    let output = sandbox.command("upload ada/tiny-bert d --create-pr").token(BOB).run().success();
    assert!(output.stderr.contains("Pull request: [HUB]/ada/tiny-bert/discussions/2"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/discussions*"), 0);
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/commit/main 200"), 1);
    assert!(paths(&sandbox, "ada/tiny-bert", "refs/pr/2").contains(&"w.bin".to_owned()));
}

#[test]
fn files_that_are_too_much_for_one_commit_go_to_a_draft_in_several() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a.txt", "a");
    sandbox.write("d/b.txt", "b");
    sandbox.hub().fault(Fault::new("POST", "*/commit/main*", Effect::status(413)).times(1));
    sandbox.hf("upload ada/tiny-bert d --create-pr").success();
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/discussions 201"), 1);
    assert!(paths(&sandbox, "ada/tiny-bert", "refs/pr/2").contains(&"b.txt".to_owned()));
}

#[test]
fn a_folder_that_is_several_commits_opens_a_draft_and_commits_to_it() {
    let sandbox = with_many_files();
    let output = sandbox.command("upload ada/tiny-bert d --create-pr").token(BOB).run().success();
    assert!(output.stderr.contains("Pull request: [HUB]/ada/tiny-bert/discussions/2"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/discussions 201"), 1);
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/commit/refs%2Fpr%2F2 200"), 2);
    assert!(paths(&sandbox, "ada/tiny-bert", "refs/pr/2").contains(&"250.txt".to_owned()));
}

#[test]
fn an_unchanged_folder_opens_none() {
    let sandbox = Sandbox::demo();
    std::fs::create_dir(sandbox.work().join("d")).unwrap();
    sandbox.hf("upload ada/tiny-bert d --create-pr").success();
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/discussions*"), 0);
}

#[test]
fn a_pull_request_that_is_cut_off_says_how_to_go_on() {
    let sandbox = with_many_files();
    sandbox.hub().fault(Fault::new("POST", "*/commit/*", Effect::status(400)));
    let output = sandbox.hf("upload ada/tiny-bert d --create-pr");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("Error: pull request 2 is incomplete\n"), "{output}");
    assert!(output.stderr.ends_with(OPEN), "{output}");
}

#[test]
fn ctrl_c_names_the_pull_request_that_is_open() {
    let sandbox = with_many_files();
    sandbox.hub().fault(Fault::new("POST", "*/commit/*", Effect::Silence));
    let running = sandbox.command("upload ada/tiny-bert d --create-pr").spawn();
    wait_for(&sandbox, "POST /api/models/ada/tiny-bert/commit*", 1);
    running.signal("INT");
    let output = running.wait();
    assert_eq!(output.code(), Some(130), "{output}");
    assert!(output.stderr.ends_with(&format!("Error: interrupted\n{OPEN}")), "{output}");
}

#[test]
fn a_pull_request_that_may_be_open_is_spoken_of() {
    let sandbox = with_many_files();
    sandbox.write("one/a.txt", "a");
    for path in ["*/discussions", "*/commit/main*"] {
        sandbox.hub().fault(Fault::new("POST", path, Effect::Reset(0)));
    }
    for local in ["d", "one", "one/a.txt"] {
        let output = sandbox.hf(&format!("upload ada/tiny-bert {local} --create-pr"));
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains("the pull request may or may not have been opened"), "{output}");
        assert!(output.stderr.contains("check [HUB]/ada/tiny-bert/discussions:"), "{output}");
    }
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/commit/main*"), 2);
}

#[test]
fn a_folders_pull_request_is_against_the_default_branch() {
    let sandbox = Sandbox::demo();
    sandbox.write("d/a.txt", "a");
    assert_eq!(sandbox.hf("upload ada/tiny-bert d --create-pr --revision experiment").code(), Some(2));
    assert!(sandbox.hub().requests().is_empty());
}
