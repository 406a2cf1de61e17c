//! Tokens of logins with the browser are renewed inside any command.

use std::fs;

use hf::base::time::now;

use super::file;
use crate::sandbox::{ADA, Sandbox};

const OLD: &str = "hf_oauth_ada_1";
const NEW: &str = "hf_oauth_ada_2";

/// A sandbox that ada logged in to with the browser; her token ends in so many seconds.
fn sandbox(ends_in: i64) -> Sandbox {
    let sandbox = Sandbox::demo();
    let grant = sandbox.hub().world().grant("ada");
    assert_eq!(grant.token, OLD);
    store(&sandbox, now() + ends_in);
    sandbox
}

fn store(sandbox: &Sandbox, expires_at: i64) {
    let stored = format!(
        "[ci]\nhf_token = {ADA}\n\n[oauth-ada]\nhf_token = {OLD}\nrefresh_token = hfr_secret_ada_1\n\
         expires_at = {expires_at}\n\n"
    );
    fs::write(sandbox.hf_home().join("stored_tokens"), stored).unwrap();
    fs::write(sandbox.hf_home().join("token"), OLD).unwrap();
}

fn renewals(sandbox: &Sandbox) -> usize {
    sandbox.hub().requests().iter().filter(|line| line.starts_with("POST /oauth/token")).count()
}

#[test]
fn a_token_on_its_last_day_is_renewed_and_stored_with_all_that_came() {
    let sandbox = sandbox(23 * 3600);
    let output = sandbox.command("auth whoami -q").no_token().run().success();
    assert_eq!(output.stdout, "ada\n");
    assert_eq!(sandbox.hub().requests(), ["POST /oauth/token 200", "GET /api/whoami-v2 200"]);
    assert_eq!(file(&sandbox, "token").as_deref(), Some(NEW));
    let stored = file(&sandbox, "stored_tokens").unwrap();
    let head = format!(
        "[ci]\nhf_token = {ADA}\n\n[oauth-ada]\nhf_token = {NEW}\nrefresh_token = hfr_secret_ada_2\nexpires_at = "
    );
    let ends: i64 = stored.strip_prefix(&head).unwrap().trim().parse().unwrap();
    assert!((30 * 24 * 3600 - 60..=30 * 24 * 3600).contains(&(ends - now())), "{stored}");
}

#[test]
fn any_command_renews_it_and_once() {
    let sandbox = sandbox(-1);
    sandbox.command("download ada/tiny-bert").no_token().run().success();
    assert_eq!(renewals(&sandbox), 1);
    for seen in sandbox.hub().trace().iter().filter(|seen| seen.path.starts_with("/api/models")) {
        assert_eq!(seen.header("authorization"), Some(format!("Bearer {NEW}").as_str()));
    }
}

#[test]
fn a_token_that_is_printed_is_renewed_before() {
    let sandbox = sandbox(60);
    assert_eq!(sandbox.command("auth token").no_token().run().success().stdout, format!("{NEW}\n"));
}

#[test]
fn a_token_with_more_than_a_day_to_go_is_left_alone() {
    let sandbox = sandbox(25 * 3600);
    sandbox.command("auth whoami").no_token().run().success();
    assert_eq!(renewals(&sandbox), 0);
}

#[test]
fn a_variable_wins_and_nothing_is_renewed() {
    let sandbox = sandbox(60);
    sandbox.command("auth whoami").token(ADA).run().success();
    assert_eq!((renewals(&sandbox), file(&sandbox, "token").as_deref()), (0, Some(OLD)));
}

#[test]
fn a_hub_that_gives_no_new_refresh_token_means_the_old_one() {
    let sandbox = sandbox(60);
    sandbox.hub().world().set_oauth(|oauth| oauth.gives_refresh_tokens = false);
    sandbox.command("auth whoami").no_token().run().success();
    assert!(file(&sandbox, "stored_tokens").unwrap().contains("refresh_token = hfr_secret_ada_1\n"));
}

#[test]
fn a_session_that_has_ended_is_told_and_the_token_is_used_as_long_as_it_lasts() {
    let sandbox = sandbox(60);
    sandbox.hub().world().renew("hfr_secret_ada_1").unwrap();
    let output = sandbox.command("auth whoami -q").no_token().run().success();
    assert_eq!(output.stdout, "ada\n");
    let warning = "Warning: the token 'oauth-ada' in '[HF_HOME]/token' cannot be renewed: log in again with \
                   `hf auth login`\n";
    assert_eq!(output.stderr, warning);
    assert_eq!(file(&sandbox, "token").as_deref(), Some(OLD));
}

#[test]
fn a_hub_that_does_not_renew_now_costs_a_warning() {
    let sandbox = sandbox(60);
    sandbox.hub().world().set_oauth(|oauth| oauth.trouble = vec!["html".to_owned()]);
    let output = sandbox.command("download ada/tiny-bert").no_token().run().success();
    assert_eq!(output.stderr.matches("could not renew the token 'oauth-ada'").count(), 1, "{output}");
    assert_eq!(renewals(&sandbox), 1);
}

#[test]
fn offline_nothing_is_renewed() {
    let sandbox = sandbox(60);
    let output = sandbox.command("auth token").no_token().env("HF_HUB_OFFLINE", "1").run().success();
    assert_eq!((output.stdout, output.stderr.contains("renew")), (format!("{OLD}\n"), false));
}

#[test]
fn of_two_commands_at_once_one_renews_and_the_other_takes_what_it_got() {
    let sandbox = sandbox(60);
    let running: Vec<_> = (0..4).map(|_| sandbox.command("auth whoami -q").no_token().spawn()).collect();
    for command in running {
        assert_eq!(command.wait().success().stdout, "ada\n");
    }
    assert_eq!(renewals(&sandbox), 1);
    assert_eq!(file(&sandbox, "token").as_deref(), Some(NEW));
}
