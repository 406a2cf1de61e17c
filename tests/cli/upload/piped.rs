//! Content that comes through a pipe.

use std::fs;

use super::paths;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

fn text(sandbox: &Sandbox, path: &str) -> Option<String> {
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/logs").unwrap();
    repo.text(repo.resolve("main").unwrap(), path)
}

#[test]
fn what_comes_through_a_pipe_is_uploaded_under_the_name_that_is_given() {
    let sandbox = Sandbox::empty();
    for (words, path) in [("- a/one.txt", "a/one.txt"), ("/dev/stdin two.txt", "two.txt")] {
        sandbox.command(&format!("upload ada/logs {words}")).stdin("line\n").run().success();
        assert_eq!(text(&sandbox, path).as_deref(), Some("line\n"));
    }
    assert_eq!(fs::read_dir(sandbox.temporary()).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn a_pipe_without_a_name_in_the_repo_is_a_usage_error() {
    let sandbox = Sandbox::empty();
    for words in ["-", "- .", "- folder/", "- a --every 5"] {
        let output = sandbox.command(&format!("upload ada/logs {words}")).stdin("line\n").run();
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_file_that_is_called_as_standard_input_is_a_file() {
    let sandbox = Sandbox::empty();
    sandbox.write("-", "from the file");
    sandbox.command("upload ada/logs - a.txt").stdin("from the pipe").run().success();
    assert_eq!(text(&sandbox, "a.txt").as_deref(), Some("from the file"));
}

#[test]
fn files_of_a_repo_can_be_deleted_without_a_file_here() {
    let sandbox = Sandbox::empty();
    sandbox.write("logs/a.tmp", "a");
    sandbox.write("logs/b.txt", "b");
    sandbox.hf("upload ada/logs logs .").success();
    fs::remove_dir_all(sandbox.work().join("logs")).unwrap();
    sandbox.hf("upload ada/logs --delete *.tmp").success();
    assert_eq!(paths(&sandbox, "ada/logs", "main"), ["b.txt"]);
}
