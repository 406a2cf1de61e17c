use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{kept, with_secrets};

#[test]
fn a_secret_is_deleted_after_a_question() {
    let sandbox = with_secrets();
    assert_data_eq!(
        sandbox.command("spaces secrets delete ada/hello API_KEY").stdin("y\n").run(),
        str![[r#"
status: 0
--- stdout ---
Delete the secret 'API_KEY' of Space 'ada/hello' for good? [y/N]: ✓ Secret deleted
  space_id: ada/hello
  key: API_KEY
--- stderr ---

"#]]
    );
    let trace = sandbox.hub().trace();
    assert_eq!(trace[0].to_string(), "DELETE /api/spaces/ada/hello/secrets 200");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&trace[0].body).unwrap(), json!({"key": "API_KEY"}));
    assert_eq!(kept(&sandbox).keys().collect::<Vec<_>>(), ["OTHER"]);
}

#[test]
fn yes_asks_nothing_in_any_mode() {
    for (flag, stdout) in [
        ("--json", "{\"space_id\": \"ada/hello\", \"key\": \"API_KEY\"}\n"),
        ("--quiet", "ada/hello\n"),
        ("--format agent", "space_id=ada/hello key=API_KEY\n"),
    ] {
        let sandbox = with_secrets();
        let output = sandbox.hf(&format!("spaces secrets delete spaces/ada/hello API_KEY --yes {flag}"));
        assert_eq!(output.success().stdout, stdout);
    }
}

#[test]
fn without_a_yes_nothing_is_sent() {
    let sandbox = with_secrets();
    for input in ["n\n", ""] {
        let output = sandbox.command("spaces secrets delete ada/hello API_KEY").stdin(input).run();
        assert_eq!(output.code(), Some(1), "{output}");
    }
    assert_eq!(sandbox.hf("spaces secrets delete ada/hello API_KEY --format agent").code(), Some(1));
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_secret_that_does_not_exist_is_an_error_unless_that_is_fine() {
    let sandbox = with_secrets();
    let output = sandbox.hf("spaces secrets delete ada/hello NONE -y");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("Secret not found: NONE"), "{output}");
    let output = sandbox.hf("spaces secrets delete ada/hello NONE -y --missing-ok").success();
    assert!(output.stdout.starts_with("Nothing to do: there is no such secret\n"), "{output}");
    // A Space that does not exist is another matter.
    let output = sandbox.hf("spaces secrets delete ada/none API_KEY -y --missing-ok");
    assert_eq!(output.code(), Some(3), "{output}");
}

#[test]
fn without_a_token_it_says_how_to_log_in() {
    let sandbox = with_secrets();
    let output = sandbox.command("spaces secrets delete ada/hello API_KEY --yes").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.ends_with("Hint: log in with `hf auth login`\n"), "{output}");
}
