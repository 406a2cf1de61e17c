//! Tokens that the Hub does not know.

use std::fs;

use super::logged_in;
use crate::sandbox::{ADA_READS, BOB, Sandbox};

/// A sandbox with a stored token that the Hub has forgotten.
fn stale() -> Sandbox {
    let sandbox = Sandbox::demo();
    fs::write(sandbox.hf_home().join("stored_tokens"), "[laptop]\nhf_token = hf_stale\n\n").unwrap();
    fs::write(sandbox.hf_home().join("token"), "hf_stale").unwrap();
    sandbox
}

/// How many requests carried a token.
fn with_token(sandbox: &Sandbox) -> usize {
    sandbox.hub().trace().iter().filter(|seen| seen.header("authorization").is_some()).count()
}

#[test]
fn a_public_repo_is_read_without_a_stored_token_that_is_refused() {
    let sandbox = stale();
    let output = sandbox.command("download ada/tiny-bert").no_token().run().success();
    let warning = "Warning: the token 'laptop' in '[HF_HOME]/token' was rejected; continuing without it, because what you asked for is public";
    assert_eq!(output.stderr.matches(warning).count(), 1, "{output}");
    assert_eq!(with_token(&sandbox), 1, "{:?}", sandbox.hub().requests());
}

#[test]
fn one_file_is_read_without_it_too() {
    let sandbox = stale();
    let output = sandbox.command("download ada/tiny-bert config.json").no_token().run().success();
    assert!(output.stderr.contains("`hf auth login --force`"), "{output}");
}

#[test]
fn what_is_not_public_is_refused_in_the_name_of_the_token() {
    let sandbox = stale();
    let output = sandbox.command("download bob/secret-bert").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.contains("Error: the token 'laptop' in '[HF_HOME]/token' was rejected\n"), "{output}");
}

#[test]
fn a_token_that_was_given_for_this_command_is_not_given_up() {
    let sandbox = logged_in();
    for run in [
        sandbox.command("download ada/tiny-bert").token("hf_stale"),
        sandbox.command("download ada/tiny-bert --token hf_stale").token(BOB),
    ] {
        assert_eq!(run.run().code(), Some(4));
    }
}

#[test]
fn nothing_is_written_without_a_token_that_is_refused() {
    let sandbox = stale();
    let output = sandbox.command("repos create ada/new").no_token().run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert_eq!(sandbox.hub().requests(), ["POST /api/repos/create 401"]);
}

#[test]
fn an_upload_reads_nothing_without_it_either() {
    let sandbox = stale();
    sandbox.write("a.txt", "a");
    for words in ["upload ada/tiny-bert a.txt", "upload ada/tiny-bert . --create-pr", "upload ada/new a.txt"] {
        let output = sandbox.command(words).no_token().run();
        assert_eq!(output.code(), Some(4), "{output}");
        assert!(output.stderr.contains("the token 'laptop' in '[HF_HOME]/token' was rejected\n"), "{output}");
    }
    let requests = sandbox.hub().requests();
    assert!(requests.iter().all(|request| request.ends_with(" 401")), "{requests:?}");
}

#[test]
fn a_token_that_may_not_write_is_named_with_its_owner_and_where_to_get_another() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("repos create ada/new").token(ADA_READS).run();
    assert_eq!(output.code(), Some(4), "{output}");
    let what = "Error: the token in HF_TOKEN does not allow this: it belongs to ada and has the role 'read'\n";
    assert!(output.stderr.starts_with(what), "{output}");
    assert!(output.stderr.contains("Hint: use a token that allows it, from [HUB]/settings/tokens\n"), "{output}");
}

#[test]
fn an_account_that_may_not_write_there_is_named() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("repos create ada/new").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
    let what = "Error: bob is not allowed to do this with the token in HF_TOKEN\n";
    assert!(output.stderr.starts_with(what), "{output}");
    assert!(output.stderr.contains(" at [HUB]/settings/tokens\n"), "{output}");
}
