use serde_json::json;

use super::open;
use crate::sandbox::Sandbox;

#[test]
fn what_a_pull_request_changes_is_shown_as_git_does() {
    let sandbox = Sandbox::demo();
    let plain = sandbox.hf("discussions diff ada/tiny-bert 1").success();
    assert!(plain.stdout.starts_with("diff --git a/LICENSE b/LICENSE\n"), "{plain}");
    assert!(plain.stdout.contains("\n+Do as you like.\n"), "{plain}");
    assert_eq!(sandbox.hf("discussions diff ada/tiny-bert 1 -q").success().stdout, plain.stdout);
    let program = sandbox.hf("discussions diff ada/tiny-bert 1 --json").success().json();
    assert_eq!(program, json!({"diff": plain.stdout}));
}

#[test]
fn on_a_terminal_it_has_colours() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("discussions diff ada/tiny-bert 1").env("CLICOLOR_FORCE", "1").run().success();
    assert!(output.stdout.contains("\u{1b}[32m+Do as you like.\u{1b}[0m\n"), "{output}");
    assert!(output.stdout.contains("\u{1b}[1mdiff --git a/LICENSE b/LICENSE\u{1b}[0m\n"), "{output}");
}

#[test]
fn a_discussion_changes_nothing() {
    let sandbox = Sandbox::demo();
    let num = open(&sandbox, "A question", "x");
    let words = format!("discussions diff ada/tiny-bert {num}");
    assert_eq!(sandbox.hf(&words).success().stdout, "No diff available.\n");
    assert_eq!(sandbox.hf(&format!("{words} --json")).success().json(), json!({"diff": ""}));
}
