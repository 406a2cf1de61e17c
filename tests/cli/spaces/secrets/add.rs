use serde_json::{Value, json};

use super::{kept, with_secrets};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;
use crate::terminal::{CONTROL_C, ENTER, Terminal};

/// The bodies that were sent.
fn sent(sandbox: &Sandbox) -> Vec<Value> {
    sandbox.hub().trace().iter().map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
}

#[test]
fn a_value_comes_from_the_environment_and_is_printed_in_no_mode() {
    for (flags, stdout) in [
        ("", "✓ 1 secret added\n  space_id: ada/hello\n  keys: API_KEY\n"),
        ("--json", "{\"space_id\": \"ada/hello\", \"keys\": [\"API_KEY\"]}\n"),
        ("--quiet", "ada/hello\n"),
        ("--format agent", "space_id=ada/hello keys=['API_KEY']\n"),
    ] {
        let sandbox = Sandbox::demo();
        let run = sandbox.command(&format!("spaces secrets add ada/hello -s API_KEY {flags}"));
        let output = run.env("API_KEY", "value-of-it").run().success();
        assert_eq!((output.stdout.as_str(), output.stderr.as_str()), (stdout, ""), "{output}");
        assert_eq!(sent(&sandbox), [json!({"key": "API_KEY", "value": "value-of-it"})]);
        assert_eq!(kept(&sandbox)["API_KEY"]["value"], "value-of-it");
    }
}

#[test]
fn a_file_comes_first_and_what_is_typed_wins() {
    let sandbox = Sandbox::demo();
    let words = "spaces secrets add ada/hello --secrets-file - -s B=typed --description 'For tests' --json";
    let output = sandbox.command(words).stdin("A=1\nB='x y'\n# comment\nC=\n").run().success();
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "keys": ["A", "B", "C"]}));
    assert!(output.stderr.contains("in your shell history"), "{output}");
    let body = |key: &str, value: &str| json!({"key": key, "value": value, "description": "For tests"});
    assert_eq!(sent(&sandbox), [body("A", "1"), body("B", "typed"), body("C", "")]);
}

#[test]
fn a_value_that_is_nowhere_is_typed_unseen_on_a_terminal() {
    let sandbox = Sandbox::demo();
    let token = ("HF_TOKEN", crate::sandbox::ADA.as_ref());
    let mut terminal = Terminal::start_with(&sandbox, "spaces secrets add ada/hello -s API_KEY", (100, 30), &[token]);
    terminal.shows("Value of API_KEY");
    let screen = terminal.after(&format!("value-of-it{ENTER}"), "1 secret added");
    assert!(!screen.contains("value-of-it"), "{screen}");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(kept(&sandbox)["API_KEY"]["value"], "value-of-it");
}

#[test]
fn control_c_at_a_secret_leaves_the_terminal_as_it_was() {
    let sandbox = Sandbox::demo();
    let token = ("HF_TOKEN", crate::sandbox::ADA.as_ref());
    let mut terminal = Terminal::start_with(&sandbox, "spaces secrets add ada/hello -s API_KEY", (100, 30), &[token]);
    terminal.shows("Value of API_KEY");
    terminal.press(&format!("value-of-it{CONTROL_C}"));
    assert_eq!(terminal.end().0, 130);
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn without_a_terminal_a_value_that_is_nowhere_is_an_error_before_anything_is_sent() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("spaces secrets add ada/hello -s A=1 -s NOT_SET").stdin("x\n").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("Error: the secret 'NOT_SET' has no value"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn no_secret_at_all_is_a_usage_error() {
    let sandbox = Sandbox::demo();
    for words in ["ada/hello", "ada/hello --secrets-file -"] {
        let output = sandbox.hf(&format!("spaces secrets add {words}"));
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains("no secret is given"), "{output}");
    }
}

#[test]
fn when_one_is_refused_it_says_which_are_set_and_which_are_not() {
    let sandbox = with_secrets();
    sandbox.hub().fault(Fault::new("POST", "/api/spaces/ada/hello/secrets", Effect::status(409)).skip(1));
    let output = sandbox.command("spaces secrets add ada/hello --secrets-file - --json").stdin("A=1\nB=2\nC=3").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "keys": ["A"]}));
    assert!(output.stderr.contains("Warning: not added: B, C\n"), "{output}");
    assert!(kept(&sandbox).contains_key("A") && !kept(&sandbox).contains_key("C"));
}

#[test]
fn a_secret_is_replaced() {
    let sandbox = with_secrets();
    sandbox.command("spaces secrets add ada/hello -s API_KEY").env("API_KEY", "new").run().success();
    assert_eq!(kept(&sandbox)["API_KEY"]["value"], "new");
    assert_eq!(kept(&sandbox).len(), 2);
}

#[test]
fn a_space_that_does_not_exist_is_not_found_and_a_stranger_has_to_log_in() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces secrets add ada/none -s A=1");
    assert_eq!(output.code(), Some(3), "{output}");
    let output = sandbox.command("spaces secrets add ada/hello -s A=1").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.ends_with("Hint: log in with `hf auth login`\n"), "{output}");
}
