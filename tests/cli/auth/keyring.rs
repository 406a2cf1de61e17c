//! Tokens in the system's keyring.

use std::fs;

use hf::base::time::now;

use super::{STORED, file, git_credentials, logged_in, with_git_helper};
use crate::optional::GIT;
use crate::run::Run;
use crate::sandbox::{ADA, ADA_READS, BOB, Sandbox};
use crate::secret_service::SecretService;

/// A command that finds this keyring.
fn with<'a>(sandbox: &'a Sandbox, service: &SecretService, words: &str) -> Run<'a> {
    sandbox.command(words).no_token().env("DBUS_SESSION_BUS_ADDRESS", service.address())
}

/// A command on a machine without any keyring.
fn without<'a>(sandbox: &'a Sandbox, words: &str) -> Run<'a> {
    sandbox.command(words).no_token().env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
}

/// The files of the sandbox that hold one of these texts.
fn files_with(sandbox: &Sandbox, secrets: &[&str]) -> Vec<String> {
    let files = fs::read_dir(sandbox.hf_home()).unwrap().map(|entry| entry.unwrap().path());
    let holds = |text: String| secrets.iter().any(|secret| text.contains(secret));
    let found = files.filter(|path| fs::read_to_string(path).is_ok_and(holds));
    found.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_login_into_the_keyring_leaves_no_token_in_any_file() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = Sandbox::demo();
    let output = with(&sandbox, &service, "auth login --token-stdin --store keyring").stdin(ADA).run().success();
    assert!(output.stderr.contains("Python tools cannot find it"), "{output}");
    assert_eq!(files_with(&sandbox, &[ADA]), [""; 0]);
    assert_eq!(with(&sandbox, &service, "auth whoami -q").run().success().stdout, "ada\n");
    assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{ADA}\n"));
    with(&sandbox, &service, "download ada/private-bert").run().success();
}

#[cfg(unix)]
#[test]
fn the_index_of_the_keyring_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    let mode = fs::metadata(sandbox.hf_home().join("keyring_tokens")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
}

#[test]
fn all_tokens_move_to_the_keyring_and_back_with_all_that_is_known_of_them() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    let far = now() + 90 * 24 * 3600;
    let stored = format!("{STORED}[web]\nhf_token = {BOB}\nrefresh_token = hfr_x\nexpires_at = {far}\n\n");
    fs::write(sandbox.hf_home().join("stored_tokens"), &stored).unwrap();
    let output = with(&sandbox, &service, "auth move --to keyring").run().success();
    assert!(output.stderr.ends_with("Moved 3 tokens to the keyring\n"), "{output}");
    assert_eq!(files_with(&sandbox, &[ADA, ADA_READS, BOB, "hfr_x"]), [""; 0]);
    assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{ADA}\n"));
    with(&sandbox, &service, "auth move --to file").run().success();
    assert_eq!(file(&sandbox, "stored_tokens").as_deref(), Some(stored.as_str()));
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
    assert_eq!(file(&sandbox, "keyring_tokens"), None);
}

#[test]
fn an_active_token_without_a_name_moves_too() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = Sandbox::empty();
    fs::write(sandbox.hf_home().join("token"), BOB).unwrap();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    assert_eq!(file(&sandbox, "token"), None);
    assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{BOB}\n"));
}

/// The token of that name, which is made the active one for it.
fn token_named(sandbox: &Sandbox, service: &SecretService, name: &str) -> String {
    with(sandbox, service, "auth switch --token-name").argument(name).run().success();
    with(sandbox, service, "auth token").run().success().stdout
}

#[test]
fn an_active_token_without_a_name_takes_that_of_no_other_file() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = Sandbox::empty();
    let stored = format!("[token]\nhf_token = {ADA}\n\n[token-2]\nhf_token = {ADA_READS}\n\n");
    fs::write(sandbox.hf_home().join("stored_tokens"), stored).unwrap();
    fs::write(sandbox.hf_home().join("token"), BOB).unwrap();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{BOB}\n"));
    for (name, token) in [("token", ADA), ("token-2", ADA_READS), ("token-3", BOB)] {
        assert_eq!(token_named(&sandbox, &service, name), format!("{token}\n"));
    }
}

#[test]
fn an_active_token_without_a_name_takes_that_of_no_other_in_the_keyring() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = Sandbox::empty();
    for token in [ADA, BOB] {
        fs::write(sandbox.hf_home().join("token"), token).unwrap();
        with(&sandbox, &service, "auth move --to keyring").run().success();
        assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{token}\n"));
    }
    assert_eq!(token_named(&sandbox, &service, "token"), format!("{ADA}\n"));
}

#[test]
fn of_two_tokens_with_one_name_a_move_loses_neither() {
    for (to, moved, kept) in [("keyring", BOB, ADA), ("file", ADA, BOB)] {
        let Some(service) = SecretService::start() else { return };
        let sandbox = logged_in();
        with(&sandbox, &service, "auth move --to keyring").run().success();
        // A later login of a Python tool.
        fs::write(sandbox.hf_home().join("stored_tokens"), format!("[laptop]\nhf_token = {BOB}\n\n")).unwrap();
        fs::write(sandbox.hf_home().join("token"), BOB).unwrap();
        let output = with(&sandbox, &service, &format!("auth move --to {to}")).run().success();
        assert!(output.stderr.contains("'laptop' is now named 'laptop-2'"), "{output}");
        assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{BOB}\n"));
        assert_eq!(token_named(&sandbox, &service, "laptop-2"), format!("{moved}\n"));
        assert_eq!(token_named(&sandbox, &service, "laptop"), format!("{kept}\n"));
    }
}

#[test]
fn a_move_that_was_cut_off_is_completed_by_the_next() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    fs::write(sandbox.hf_home().join("stored_tokens"), STORED).unwrap();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    let output = with(&sandbox, &service, "auth list").run().success();
    assert_eq!(output.stdout, "  name   token    \n- ------ ---------\n* laptop (keyring)\n  reader (keyring)\n");
}

#[test]
fn without_a_keyring_a_move_says_why_and_the_files_stay() {
    let sandbox = logged_in();
    let output = without(&sandbox, "auth move --to keyring").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: no keyring is available: "), "{output}");
    assert_eq!(
        (file(&sandbox, "stored_tokens").as_deref(), file(&sandbox, "token").as_deref()),
        (Some(STORED), Some(ADA))
    );
    assert_eq!(file(&sandbox, "keyring_tokens"), None);
}

#[test]
fn without_a_keyring_a_login_asks_nobody() {
    let sandbox = Sandbox::empty();
    let output = without(&sandbox, "auth login --store keyring").run();
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    assert!(output.stderr.contains("`hf auth login --store file`"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_file_of_tokens_that_makes_no_sense_is_not_moved() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    fs::write(sandbox.hf_home().join("stored_tokens"), "no section\n").unwrap();
    let output = with(&sandbox, &service, "auth move --to keyring").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(file(&sandbox, "stored_tokens").as_deref(), Some("no section\n"));
}

#[test]
fn tokens_in_the_keyring_are_listed_without_asking_it() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    let expected = "  name   token    \n- ------ ---------\n* laptop (keyring)\n  reader (keyring)\n";
    let output = without(&sandbox, "auth list").run().success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), (expected, ""));
    assert!(without(&sandbox, "env").run().success().stdout.contains("Has saved token ?: yes"));
}

#[test]
fn a_token_of_the_keyring_can_be_chosen_and_forgotten() {
    if !GIT.is_here() {
        return;
    }
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with_git_helper(&sandbox);
    let run = |words: &str| with(&sandbox, &service, words).run().success();
    run("auth move --to keyring");
    run("auth switch --token-name reader --add-to-git-credential");
    assert_eq!(run("auth token").stdout, format!("{ADA_READS}\n"));
    assert!(git_credentials(&sandbox).contains(ADA_READS));
    let output = run("auth logout --token-name reader");
    assert!(output.stderr.contains("this was the active token"), "{output}");
    assert_eq!(with(&sandbox, &service, "auth token").run().code(), Some(4));
    run("auth logout");
    assert_eq!(file(&sandbox, "keyring_tokens"), None);
}

#[test]
fn a_token_of_the_keyring_that_is_forgotten_leaves_the_token_file_of_another_login() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    // A later login of a Python tool, which knows no keyring and leaves its index as it is.
    fs::write(sandbox.hf_home().join("token"), BOB).unwrap();
    let output = with(&sandbox, &service, "auth logout --token-name laptop").run().success();
    assert!(!output.stderr.contains("active"), "{output}");
    assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{BOB}\n"));
}

#[test]
fn a_keyring_that_is_gone_keeps_no_logout_from_files_and_git() {
    if !GIT.is_here() {
        return;
    }
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with_git_helper(&sandbox);
    let run = |words: &str| with(&sandbox, &service, words).run().success();
    run("auth switch --token-name laptop --add-to-git-credential");
    run("auth move --to keyring");
    fs::write(sandbox.hf_home().join("token"), ADA).unwrap();
    let output = without(&sandbox, "auth logout").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("the token 'laptop' is still in the keyring"), "{output}");
    assert_eq!((git_credentials(&sandbox), file(&sandbox, "token")), (String::new(), None));
}

#[test]
fn no_token_of_the_keyring_takes_the_place_of_one_that_is_forgotten() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    fs::write(sandbox.hf_home().join("stored_tokens"), format!("[bobs]\nhf_token = {BOB}\n\n")).unwrap();
    fs::write(sandbox.hf_home().join("token"), BOB).unwrap();
    let output = with(&sandbox, &service, "auth logout --token-name bobs").run().success();
    assert!(output.stderr.contains("this was the active token"), "{output}");
    assert_eq!(with(&sandbox, &service, "auth token").run().code(), Some(4));
}

#[test]
fn a_name_that_is_in_files_and_in_the_keyring_is_forgotten_in_both() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    fs::write(sandbox.hf_home().join("stored_tokens"), format!("[laptop]\nhf_token = {BOB}\n\n")).unwrap();
    with(&sandbox, &service, "auth logout --token-name laptop").run().success();
    let listed = with(&sandbox, &service, "auth list").run().success();
    assert!(!listed.stdout.contains("laptop"), "{listed}");
}

#[test]
fn what_is_saved_into_files_later_wins() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    with(&sandbox, &service, "auth login --token-stdin").stdin(BOB).run().success();
    assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{BOB}\n"));
    with(&sandbox, &service, "auth switch --token-name laptop").run().success();
    assert_eq!(file(&sandbox, "token"), None);
    assert_eq!(with(&sandbox, &service, "auth token").run().success().stdout, format!("{ADA}\n"));
}

#[test]
fn a_name_is_in_one_place_only() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = Sandbox::empty();
    let log_in = |words: &str| with(&sandbox, &service, words).stdin(ADA).run().success();
    log_in("auth login --token-stdin");
    log_in("auth login --token-stdin --store keyring");
    assert_eq!((file(&sandbox, "stored_tokens").as_deref(), file(&sandbox, "token")), (Some(""), None));
    log_in("auth login --token-stdin --store file");
    assert_eq!(file(&sandbox, "keyring_tokens"), None);
    assert!(file(&sandbox, "stored_tokens").unwrap().contains("[write]"));
}

#[test]
fn a_token_in_the_keyring_is_renewed_there() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = Sandbox::empty();
    sandbox.hub().world().set_oauth(|oauth| {
        oauth.interval = 0;
        oauth.token_lifetime = 60;
    });
    with(&sandbox, &service, "auth login --store keyring").run().success();
    let output = with(&sandbox, &service, "auth token").run().success();
    assert_eq!(output.stdout, "hf_oauth_ada_3\n");
    assert!(output.stderr.contains("Renewed the token 'oauth-ada' in the keyring"), "{output}");
    assert_eq!(files_with(&sandbox, &["hf_oauth", "hfr_secret"]), [""; 0]);
}

#[test]
fn a_refused_token_of_the_keyring_is_named() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = Sandbox::empty();
    fs::write(sandbox.hf_home().join("token"), "hf_stale").unwrap();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    let output = with(&sandbox, &service, "auth whoami").run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.starts_with("Error: the token 'token' in the keyring was rejected\n"), "{output}");
}

#[test]
fn a_keyring_that_is_gone_is_an_error_and_no_reason_to_go_on_without_a_token() {
    let Some(service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    drop(service);
    let output = without(&sandbox, "auth whoami").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("no keyring is available"), "{output}");
    assert!(output.stderr.ends_with("or set HF_TOKEN\n"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_locked_keyring_is_an_error_of_its_own() {
    let Some(mut service) = SecretService::start() else { return };
    let sandbox = logged_in();
    with(&sandbox, &service, "auth move --to keyring").run().success();
    service.lock();
    let output = with(&sandbox, &service, "auth token").run();
    assert_eq!((output.code(), output.stdout.as_str()), (Some(4), ""), "{output}");
    assert!(output.stderr.starts_with("Error: the keyring is locked: "), "{output}");
}
