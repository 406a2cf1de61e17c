//! Standard output that cannot be written, as `/dev/full`, and one that nobody reads.

use serde_json::{Value, json};

use crate::sandbox::Sandbox;

const TOLD: &str = "\
Error: cannot write to standard output
Cause: No space left on device (os error 28)
";
const HINT: &str = "Hint: free up space, or send the output elsewhere\n";
const DOWNLOAD: &str = "download ada/tiny-bert config.json --progress none";
const COMMANDS: [&str; 7] = ["version", "env", "cache list", "auth whoami", "--help", "download --help", "--version"];

/// With something in the cache.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::demo();
    sandbox.hf(DOWNLOAD).success();
    sandbox
}

#[test]
fn every_command_says_that_its_output_is_not_written() {
    let sandbox = sandbox();
    for words in COMMANDS.iter().chain([&DOWNLOAD]) {
        let output = sandbox.command(words).no_room().run();
        assert_eq!((output.code(), output.stderr), (Some(8), format!("{TOLD}{HINT}")), "{words}");
    }
}

#[test]
fn every_output_mode_says_so() {
    let sandbox = sandbox();
    for (mode, told) in [("--format agent", format!("{TOLD}{HINT}")), ("--quiet", TOLD.to_owned())] {
        let output = sandbox.command("cache list").words(mode).no_room().run();
        assert_eq!((output.code(), output.stderr), (Some(8), told), "{mode}");
    }
    let output = sandbox.command("cache list --json").no_room().run();
    let told: Value = serde_json::from_str(&output.stderr).unwrap();
    let expected = json!({
        "error": "cannot write to standard output", "cause": "No space left on device (os error 28)",
        "hint": "free up space, or send the output elsewhere", "exit": 8, "status": null, "url": null, "request_id": null
    });
    assert_eq!((output.code(), told), (Some(8), expected));
}

#[test]
fn a_question_that_cannot_be_asked_is_told_as_well() {
    let sandbox = Sandbox::empty();
    std::fs::write(sandbox.hf_home().join("stored_tokens"), "[a]\nhf_token = hf_a\n\n[b]\nhf_token = hf_b\n").unwrap();
    let output = sandbox.command("auth switch").stdin("1\n").no_room().run();
    assert_eq!((output.code(), output.stderr), (Some(8), format!("{TOLD}{HINT}")));
    let output = sandbox.command("auth switch").stdin("1\n").no_reader().run();
    assert_eq!((output.code(), output.stderr.as_str()), (Some(1), ""));
}

#[test]
fn an_archive_that_does_not_fit_says_so() {
    let output = sandbox().command("cache export ada/tiny-bert -o -").no_room().run();
    assert_eq!(output.code(), Some(8), "{output}");
    assert!(output.stderr.contains("Cause: cannot write to standard output: No space left on device"), "{output}");
}

#[test]
fn a_reader_that_is_gone_is_no_news() {
    let sandbox = sandbox();
    for words in COMMANDS.iter().chain([&DOWNLOAD, &"cache export ada/tiny-bert -o - --progress none"]) {
        let output = sandbox.command(words).no_reader().run();
        assert_eq!((output.code(), output.stderr.as_str()), (Some(1), ""), "{words}");
    }
}
