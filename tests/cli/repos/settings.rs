use serde_json::json;

use super::sent;
use crate::sandbox::{BOB, Sandbox};

#[test]
fn only_what_was_typed_is_changed() {
    let sandbox = Sandbox::demo();
    for (at, (words, body)) in [
        ("ada/tiny-bert --gated auto --private", json!({"gated": "auto", "visibility": "private"})),
        ("ada/tiny-bert --gated false", json!({"gated": false})),
        ("spaces/ada/hello --protected", json!({"visibility": "protected"})),
    ]
    .into_iter()
    .enumerate()
    {
        let output = sandbox.hf(&format!("repos settings {words} --quiet")).success();
        assert!(words.contains(output.stdout.trim()), "{output}");
        let (line, sent) = sent(&sandbox, at);
        assert!(line.starts_with("PUT /api/") && line.ends_with("/settings 200"), "{line}");
        assert_eq!(sent, body);
    }
    let info = sandbox.hf("models info ada/tiny-bert --expand private,gated").success().json();
    assert_eq!((&info["private"], &info["gated"]), (&json!(true), &json!(false)));
}

#[test]
fn what_cannot_be_set_is_not_sent() {
    let sandbox = Sandbox::demo();
    for (words, says) in [
        ("ada/tiny-bert", "nothing to change"),
        ("ada/tiny-bert --no-private", "nothing to change"),
        ("ada/tiny-bert --protected", "only a Space"),
        ("demo-org/relu --type kernel --private", "kernel"),
        ("ada/tiny-bert --gated maybe", "--gated"),
    ] {
        let output = sandbox.hf(&format!("repos settings {words}"));
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn others_may_not_change_them() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("repos settings ada/none --private").code(), Some(3));
    let output = sandbox.command("repos settings ada/tiny-bert --private").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
}
