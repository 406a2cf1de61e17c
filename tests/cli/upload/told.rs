//! What is said before anything is sent: what stays here, and what is created.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use super::paths;
use crate::sandbox::Sandbox;

#[test]
fn what_has_no_content_is_named_and_the_rest_is_uploaded() {
    let sandbox = Sandbox::empty();
    sandbox.write("folder/a.txt", "a");
    symlink("nowhere", sandbox.work().join("folder/lost")).unwrap();
    let _socket = UnixListener::bind(sandbox.work().join("folder/socket")).unwrap();
    let output = sandbox.hf("upload ada/new folder .").success();
    assert!(output.stderr.contains("Warning: skipping 'lost': it is a link to nothing\n"), "{output}");
    assert!(output.stderr.contains("Warning: skipping 'socket': it is a pipe, a socket or a device\n"), "{output}");
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["a.txt"]);
}

#[test]
fn what_has_no_content_is_an_error_where_it_was_meant() {
    let sandbox = Sandbox::empty();
    symlink("nowhere", sandbox.work().join("lost")).unwrap();
    for (path, why) in [
        ("lost", "Error: 'lost' is a link to nothing, and cannot be uploaded\n"),
        ("/dev/null", "Error: '/dev/null' is neither a file nor a folder, and cannot be uploaded\n"),
    ] {
        let output = sandbox.hf(&format!("upload ada/new {path} a.txt"));
        assert_eq!((output.code(), output.stderr.as_str()), (Some(1), why));
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_repo_and_a_branch_that_are_created_are_named() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "a");
    let first_line = |words: &str| {
        let output = sandbox.hf(words).success();
        output.stderr.lines().next().unwrap().to_owned()
    };
    assert_eq!(first_line("upload ada/one a.txt"), "Created the model repo 'ada/one'");
    assert_eq!(first_line("upload ada/two a.txt --private"), "Created the private model repo 'ada/two'");
    assert_eq!(first_line("upload ada/d a.txt --type dataset --no-private"), "Created the public dataset repo 'ada/d'");
    assert_eq!(first_line("upload ada/one a.txt --revision dev"), "Created the branch 'dev'");
    let again = first_line("upload ada/one a.txt --private");
    assert_eq!(again, "Warning: --private has no effect: 'ada/one' already exists");
}

#[test]
fn a_file_can_be_put_into_a_folder_of_the_repo() {
    let sandbox = Sandbox::empty();
    sandbox.write("a.txt", "a");
    sandbox.hf("upload ada/new a.txt weights/").success();
    assert_eq!(paths(&sandbox, "ada/new", "main"), ["weights/a.txt"]);
}
