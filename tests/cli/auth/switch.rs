use super::{failing_git, file, logged_in};
use crate::sandbox::{ADA, ADA_READS, BOB, Sandbox};

#[test]
fn a_named_token_becomes_the_active_one() {
    let sandbox = logged_in();
    let output = sandbox.command("auth switch --token-name reader").no_token().run().success();
    assert_eq!(output.stdout, "");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA_READS));
    assert_eq!(file(&sandbox, "stored_tokens").as_deref(), Some(super::STORED));
}

#[test]
fn without_a_name_the_user_chooses() {
    let sandbox = logged_in();
    let output = sandbox.command("auth switch").no_token().stdin("2\n").run().success();
    assert!(output.stdout.contains("1. laptop\n  2. reader\n"), "{output}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA_READS));
}

#[test]
fn programs_have_to_name_the_token() {
    let sandbox = logged_in();
    let output = sandbox.command("auth switch --format agent").no_token().run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("--token-name"), "{output}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
}

#[test]
fn an_unknown_name_is_an_error() {
    let sandbox = logged_in();
    let output = sandbox.command("auth switch --token-name nope").no_token().run();
    assert_eq!(output.code(), Some(3), "{output}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
}

#[test]
fn a_git_that_fails_is_told_and_the_token_is_the_active_one() {
    let sandbox = logged_in();
    let words = "auth switch --token-name reader --add-to-git-credential";
    let output = sandbox.command(words).no_token().env("PATH", failing_git(&sandbox)).run().success();
    assert!(output.stderr.contains("but git did not accept it"), "{output}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA_READS));
}

#[test]
fn a_variable_that_wins_is_told() {
    let sandbox = logged_in();
    let output = sandbox.command("auth switch --token-name reader").token(BOB).run().success();
    assert!(output.stderr.contains("the token in HF_TOKEN"), "{output}");
}

#[test]
fn without_stored_tokens_there_is_nothing_to_choose() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command("auth switch").no_token().run().success();
    assert!(output.stderr.contains("no stored token"), "{output}");
}
