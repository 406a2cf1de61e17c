//! Tokens for programs that the Hub trusts.

use super::logged_in;
use crate::run::Run;
use crate::sandbox::{BOB, Sandbox};

const IDENTITY: &str = "identity-of-workflow";

/// A sandbox whose Hub takes a workflow for ada.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::demo();
    sandbox.hub().world().trust(IDENTITY, "ada");
    sandbox
}

fn trusted<'a>(sandbox: &'a Sandbox, words: &str) -> Run<'a> {
    sandbox.command(words).no_token().env("HF_OIDC_RESOURCE", "ada/tiny-bert")
}

fn in_github<'a>(sandbox: &'a Sandbox, words: &str) -> Run<'a> {
    let address = format!("{}/github/id-token?api-version=2.0", sandbox.hub().endpoint());
    let run = trusted(sandbox, words).env("GITHUB_ACTIONS", "true").env("ACTIONS_ID_TOKEN_REQUEST_URL", address);
    run.env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "workflow-secret")
}

#[test]
fn an_identity_in_a_variable_is_exchanged_for_a_token() {
    let sandbox = sandbox();
    let output = trusted(&sandbox, "auth whoami -q").env("HF_OIDC_ID_TOKEN", IDENTITY).run().success();
    assert_eq!(output.stdout, "ada\n");
    assert_eq!(sandbox.hub().requests(), ["POST /oauth/token 200", "GET /api/whoami-v2 200"]);
    assert!(!sandbox.hf_home().join("token").exists());
}

#[test]
fn a_job_of_github_has_its_identity_confirmed_for_this_hub() {
    let sandbox = sandbox();
    in_github(&sandbox, "auth token").run().success();
    let requests = sandbox.hub().requests();
    assert!(requests[0].starts_with("GET /github/id-token"), "{requests:?}");
    assert_eq!(requests[1..], ["POST /oauth/token 200"]);
}

#[test]
fn it_wins_over_variables_and_files_and_is_asked_for_once() {
    let sandbox = sandbox();
    let run = trusted(&sandbox, "download ada/tiny-bert").env("HF_OIDC_ID_TOKEN", IDENTITY).token(BOB);
    run.run().success();
    let asked = sandbox.hub().requests().iter().filter(|line| line.starts_with("POST /oauth/token")).count();
    assert_eq!(asked, 1);
    let tokens: Vec<_> =
        sandbox.hub().trace().into_iter().filter_map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    assert!(tokens.iter().all(|token| token == "Bearer hf_oauth_ada_1"), "{tokens:?}");
}

#[test]
fn without_an_identity_no_other_token_is_used() {
    let sandbox = logged_in();
    let output = trusted(&sandbox, "auth whoami").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
    let expected = "Error: HF_OIDC_RESOURCE is set, but there is no identity token\n\
                    Hint: set HF_OIDC_ID_TOKEN, or unset HF_OIDC_RESOURCE to use another login\n";
    assert_eq!(output.stderr, expected);
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_job_that_may_not_ask_github_is_told_what_it_lacks() {
    let sandbox = sandbox();
    let output = trusted(&sandbox, "download ada/tiny-bert").env("GITHUB_ACTIONS", "true").run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.contains("`permissions: id-token: write`"), "{output}");
}

#[test]
fn an_identity_that_nobody_trusts_is_refused_with_the_hubs_words() {
    let sandbox = sandbox();
    let output = trusted(&sandbox, "auth whoami").env("HF_OIDC_ID_TOKEN", "other").run();
    assert_eq!(output.code(), Some(4), "{output}");
    let expected = "Error: the Hub did not issue a token for 'ada/tiny-bert'\n\
                    Cause: [HUB]/oauth/token rejected the request: invalid_request: Nobody trusts this identity\n\
                    Hint: check that this job is a trusted publisher of 'ada/tiny-bert'\n";
    assert_eq!(output.stderr, expected);
}
