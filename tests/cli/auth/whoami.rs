use std::fs;

use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::logged_in;
use crate::run::Run;
use crate::sandbox::{ADA, ADA_FINE, BOB, Sandbox};

#[test]
fn the_account_its_organizations_and_a_foreign_endpoint_are_shown() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("auth whoami --json").token(ADA).run().success();
    assert_eq!(output.json(), json!({"user": "ada", "orgs": "demo-org", "endpoint": "[HUB]"}));
}

#[test]
fn scripts_get_the_name_alone() {
    let sandbox = Sandbox::empty();
    assert_eq!(sandbox.command("auth whoami -q").token(BOB).run().success().stdout, "bob\n");
}

#[test]
fn without_organizations_people_see_none_and_programs_null() {
    let sandbox = Sandbox::empty();
    let people = sandbox.command("auth whoami").token(BOB).run().success();
    assert_eq!(people.stdout, "✓ Logged in\n  user: bob\n  endpoint: [HUB]\n");
    let programs = sandbox.command("auth whoami --json").token(BOB).run().success();
    assert_eq!(programs.json()["orgs"], json!(null));
}

#[test]
fn people_are_told_which_token_it_is_and_what_it_may_do() {
    let sandbox = logged_in();
    let stderr = |run: Run<'_>| run.run().success().stderr;
    let file = sandbox.command("auth whoami").no_token();
    assert_eq!(stderr(file), "By the token 'laptop' in '[HF_HOME]/token', permission: write\n");
    let variable = sandbox.command("auth whoami").token(ADA_FINE);
    assert_eq!(stderr(variable), "By the token in HF_TOKEN, permission: fineGrained\n");
    assert_eq!(stderr(sandbox.command("auth whoami --json").token(ADA_FINE)), "");
}

#[test]
fn a_refused_variable_is_named() {
    let sandbox = logged_in();
    let output = sandbox.command("auth whoami").token("hf_nobody").run();
    assert_data_eq!(
        output,
        str![[r#"
status: 4
--- stdout ---
--- stderr ---
Error: the token in HF_TOKEN was rejected
Cause: 401 Unauthorized for [HUB]/api/whoami-v2 (request ID [..])
  Invalid credentials in Authorization header
Hint: set HF_TOKEN to a token from [HUB]/settings/tokens, or unset it: it overrides `hf auth login`

"#]]
    );
}

#[test]
fn a_refused_token_file_is_named() {
    let sandbox = Sandbox::empty();
    fs::write(sandbox.hf_home().join("token"), "hf_nobody").unwrap();
    let output = sandbox.command("auth whoami").no_token().run();
    assert!(output.stderr.starts_with("Error: the token in '[HF_HOME]/token' was rejected\n"), "{output}");
    assert!(
        output.stderr.ends_with(
            "Hint: log in again with `hf auth login --force`; manage your tokens at [HUB]/settings/tokens\n"
        ),
        "{output}"
    );
}

#[test]
fn without_a_token_the_hub_is_not_asked() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("auth whoami").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn the_older_spelling_says_the_same() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("whoami").token(BOB).run().success();
    assert_eq!(output.stdout, "✓ Logged in\n  user: bob\n  endpoint: [HUB]\n");
    assert!(output.stderr.starts_with("Hint: `hf whoami` is now `hf auth whoami`\n"), "{output}");
}
