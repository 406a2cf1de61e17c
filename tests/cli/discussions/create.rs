use serde_json::json;

use super::{comments, kept};
use crate::sandbox::{ADA_READS, Sandbox};

#[test]
fn a_discussion_is_opened_with_its_title_and_text_trimmed() {
    let sandbox = Sandbox::demo();
    let output =
        sandbox.hf("discussions create ada/tiny-bert --title '  A question ' --body ' Why? ' --json").success();
    let url = format!("{}/ada/tiny-bert/discussions/2", "[HUB]");
    assert_eq!(output.json(), json!({"num": 2, "url": url, "ref": null}));
    assert_eq!((kept(&sandbox, 2).title.as_str(), comments(&sandbox, 2)), ("A question", vec!["Why?".to_owned()]));
    assert_eq!(sandbox.hf("discussions create ada/tiny-bert --title Another -q").success().stdout, "3\n");
    assert!(!comments(&sandbox, 3)[0].is_empty());
}

#[test]
fn a_pull_request_is_opened_as_a_draft() {
    let sandbox = Sandbox::demo();
    for (number, flag) in [(2, "--pr"), (3, "--pull-request")] {
        let output = sandbox.hf(&format!("discussions create ada/tiny-bert --title Fix {flag} --json")).success();
        assert_eq!(output.json()["ref"], format!("refs/pr/{number}"));
        assert_eq!(kept(&sandbox, number).status, "draft");
    }
}

#[test]
fn the_text_may_come_from_a_file_or_from_standard_input() {
    let sandbox = Sandbox::demo();
    sandbox.write("text.md", "From a file\n");
    sandbox.hf("discussions create ada/tiny-bert --title One --body-file text.md").success();
    let words = "discussions create ada/tiny-bert --title Two --body-file -";
    sandbox.command(words).stdin("From stdin\n").run().success();
    assert_eq!((comments(&sandbox, 2), comments(&sandbox, 3)), (vec!["From a file".into()], vec!["From stdin".into()]));
    let missing = sandbox.hf("discussions create ada/tiny-bert --title X --body-file none.md");
    assert_eq!(missing.code(), Some(3), "{missing}");
    let bytes = sandbox.command(words).stdin(b"\xff\xfe".to_vec()).run();
    assert_eq!(bytes.code(), Some(1), "{bytes}");
    assert!(bytes.stderr.starts_with("Error: standard input is not UTF-8 text\n"), "{bytes}");
    assert_eq!(sandbox.hf(&format!("{words} --body x")).code(), Some(2));
    assert_eq!(sandbox.hf("discussions create ada/tiny-bert").code(), Some(2));
}

#[test]
fn who_may_not_write_is_told() {
    let sandbox = Sandbox::demo();
    let words = "discussions create ada/tiny-bert --title Question";
    assert_eq!(sandbox.command(words).token(ADA_READS).run().code(), Some(4));
    assert_eq!(sandbox.command(words).no_token().run().code(), Some(4));
    assert_eq!(sandbox.hf("discussions create ada/none --title Question").code(), Some(3));
}
