//! Without a Hub: what is in the cache is used, what is not is an error.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;

use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::run::{Output, Run};
use crate::sandbox::Sandbox;

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:1";

fn model() -> Sandbox {
    with_model(&[("a.txt", b"a"), ("b.bin", b"b")])
}

/// Runs it offline and makes sure that no connection is opened.
fn offline(command: Run<'_>) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let output = command.env("HF_ENDPOINT", &endpoint).env("HF_HUB_OFFLINE", "1").run();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "a connection was opened");
    Output {
        stdout: output.stdout.replace(&endpoint, "[HUB]"),
        stderr: output.stderr.replace(&endpoint, "[HUB]"),
        ..output
    }
}

#[test]
fn offline_the_cached_snapshot_is_used_without_a_connection() {
    let sandbox = model();
    let online = sandbox.hf("download ada/model --quiet").success();
    let output = offline(sandbox.command("download ada/model"));
    assert_data_eq!(
        &output.stderr,
        str![[r#"
Warning: cannot reach [HUB]/api/models/ada/model/revision/main: offline mode is on; using the snapshot that is here: '[HF_HOME]/hub/models--ada--model/snapshots/[..]'

"#]]
    );
    assert_eq!(offline(sandbox.command("download ada/model --quiet")).success().stdout, online.stdout);
}

#[test]
fn offline_a_cached_file_is_used_without_a_connection() {
    let sandbox = model();
    let online = sandbox.hf("download ada/model b.bin --quiet").success();
    let output = offline(sandbox.command("download ada/model b.bin --quiet")).success();
    assert_eq!(online.stdout, output.stdout);
}

#[test]
fn offline_a_snapshot_that_is_not_cached_is_an_error() {
    let output = offline(Sandbox::empty().command("download ada/model"));
    assert_data_eq!(
        output,
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Error: ada/model at main is not in the cache, and the Hub is unavailable
Cause: cannot reach [HUB]/api/models/ada/model/revision/main: offline mode is on
Hint: unset HF_HUB_OFFLINE to go online

"#]]
    );
}

#[test]
fn offline_a_file_that_is_not_cached_is_an_error() {
    let sandbox = model();
    sandbox.hf("download ada/model a.txt").success();
    assert_data_eq!(
        offline(sandbox.command("download ada/model b.bin")),
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Error: 'b.bin' of ada/model at main is not in the cache, and the Hub is unavailable
Cause: cannot reach [HUB]/ada/model/resolve/main/b.bin: offline mode is on
Hint: unset HF_HUB_OFFLINE to go online

"#]]
    );
}

#[test]
fn offline_a_revision_that_is_not_cached_is_an_error() {
    let sandbox = model();
    sandbox.hf("download ada/model").success();
    let output = offline(sandbox.command("download ada/model --revision v1.0"));
    assert_eq!(output.code(), Some(6), "{output}");
}

#[test]
fn offline_a_snapshot_that_lacks_files_is_an_error() {
    let sandbox = model();
    sandbox.hf("download ada/model").success();
    let snapshots = cached(&sandbox, "models--ada--model").join("snapshots");
    fs::remove_file(snapshots.join(&files(&snapshots)[1])).unwrap();
    assert_data_eq!(
        offline(sandbox.command("download ada/model")),
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Error: '[HF_HOME]/hub/models--ada--model/snapshots/[..]' is missing 1 requested file, and the Hub is unavailable
Cause: cannot reach [HUB]/api/models/ada/model/revision/main: offline mode is on
Hint: unset HF_HUB_OFFLINE to go online

"#]]
    );
}

#[test]
fn offline_the_files_that_are_wanted_are_enough() {
    let sandbox = model();
    sandbox.hf("download ada/model --include '*.txt'").success();
    offline(sandbox.command("download ada/model --include '*.txt'")).success();
    assert_eq!(offline(sandbox.command("download ada/model")).code(), Some(6));
}

#[test]
fn offline_nothing_can_be_forced_or_planned() {
    let sandbox = model();
    sandbox.hf("download ada/model").success();
    for words in ["--force-download", "a.txt --force-download", "--dry-run"] {
        let output = offline(sandbox.command(&format!("download ada/model {words}")));
        assert_eq!((output.code(), output.stdout.as_str()), (Some(6), ""), "{output}");
    }
    assert_whole(&sandbox);
}

#[test]
fn offline_the_files_of_a_folder_are_used_as_they_are() {
    let sandbox = model();
    sandbox.hf("download ada/model --local-dir here").success();
    let output = offline(sandbox.command("download ada/model --local-dir here"));
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [CWD]/here
--- stderr ---
Warning: cannot reach [HUB]/api/models/ada/model/revision/main: offline mode is on; using the files that are here: 'here'

"#]]
    );
    assert_eq!(offline(sandbox.command("download ada/model --local-dir there")).code(), Some(6));
}

#[test]
fn a_hub_that_cannot_be_reached_is_an_error() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("download ada/model").env("HF_ENDPOINT", NOWHERE).run();
    assert_data_eq!(
        output,
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Retrying in [..]s (attempt 1): cannot connect to http://127.0.0.1:1
Retrying in [..]s (attempt 2): cannot connect to http://127.0.0.1:1
Error: ada/model at main is not in the cache, and the Hub is unavailable
Cause: cannot connect to http://127.0.0.1:1: error sending request: client error (Connect): tcp connect error: Connection refused (os error 111)
Hint: check your connection, the proxy variables and HF_ENDPOINT

"#]]
    );
}

#[test]
fn a_hub_that_cannot_be_reached_does_not_keep_the_cache_from_being_used() {
    let sandbox = model();
    let online = sandbox.hf("download ada/model --quiet").success();
    let output = sandbox.command("download ada/model").env("HF_ENDPOINT", NOWHERE).run();
    assert_data_eq!(
        &output.stderr,
        str![[r#"
Warning: cannot connect to http://127.0.0.1:1; using the snapshot that is here: '[HF_HOME]/hub/models--ada--model/snapshots/[..]'

"#]]
    );
    assert!(output.stdout.contains(online.stdout.trim()), "{output}");
    let file = sandbox.command("download ada/model a.txt --quiet").env("HF_ENDPOINT", NOWHERE).run().success();
    assert_eq!(file.stdout, format!("{}/a.txt\n", online.stdout.trim()));
}

#[test]
fn a_hub_that_fails_does_not_keep_the_cache_from_being_used() {
    let sandbox = model();
    let online = sandbox.hf("download ada/model --quiet").success();
    sandbox.hub().fault(Fault::new("*", "*", Effect::status(503)));
    let output = sandbox.hf("download ada/model --quiet").success();
    assert_eq!(online.stdout, output.stdout);
}

#[test]
fn a_repo_that_is_gone_is_not_served_from_the_cache() {
    let sandbox = model();
    sandbox.hf("download ada/model").success();
    sandbox.hub().world().delete_repo(crate::local_hub::world::kinds::Kind::Model, "ada/model");
    assert_eq!(sandbox.hf("download ada/model").code(), Some(3));
}

#[test]
fn offline_a_folder_that_lacks_files_is_an_error() {
    let sandbox = model();
    sandbox.hf("download ada/model --local-dir here").success();
    fs::remove_file(sandbox.work().join("here/b.bin")).unwrap();
    let lacks = "'here' is missing 1 requested file, and the Hub is unavailable";
    for words in ["", "a.txt b.bin", "--include '*.bin'", "--include '*.none'"] {
        let output = offline(sandbox.command(&format!("download ada/model {words} --local-dir here")));
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains(lacks), "{output}");
    }
    offline(sandbox.command("download ada/model --include '*.txt' --local-dir here")).success();
}

#[test]
fn offline_a_folder_that_nothing_was_downloaded_into_holds_nothing() {
    let sandbox = model();
    sandbox.write("here/a.txt", "mine");
    assert_eq!(offline(sandbox.command("download ada/model --local-dir here")).code(), Some(6));
}

#[test]
fn without_the_hub_a_snapshot_that_was_never_listed_is_no_success_but_for_named_files() {
    let sandbox = model();
    sandbox.hf("download ada/model a.txt").success();
    sandbox.hf("download ada/model b.bin").success();
    let unlisted = |output: Output| {
        assert_eq!((output.code(), output.stdout.as_str()), (Some(6), ""), "{output}");
        assert!(output.stderr.contains("its files were never listed, and the Hub is unavailable"), "{output}");
    };
    for words in ["", "--include '*.txt'", "'*.txt' b.bin"] {
        unlisted(offline(sandbox.command(&format!("download ada/model {words}"))));
    }
    offline(sandbox.command("download ada/model a.txt b.bin")).success();
    assert_eq!(offline(sandbox.command("download ada/model a.txt none.txt")).code(), Some(6));
    sandbox.hub().fault(Fault::new("*", "*", Effect::status(500)));
    unlisted(sandbox.hf("download ada/model"));
}

#[test]
fn offline_a_file_of_another_length_is_not_there() {
    let sandbox = model();
    sandbox.hf("download ada/model").success();
    let snapshots = cached(&sandbox, "models--ada--model").join("snapshots");
    fs::write(snapshots.join(&files(&snapshots)[1]), "").unwrap();
    for words in ["", "a.txt", "a.txt --local-dir here --link-mode copy"] {
        let output = offline(sandbox.command(&format!("download ada/model {words}")));
        assert_eq!((output.code(), output.stdout.as_str()), (Some(6), ""), "{output}");
    }
    offline(sandbox.command("download ada/model b.bin")).success();
}
