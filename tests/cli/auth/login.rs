use std::fs;

use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{failing_git, file, git_credentials, logged_in, with_git_helper};
use crate::local_hub::faults::{Effect, Fault};
use crate::optional::GIT;
use crate::sandbox::{ADA, ADA_FINE, BOB, Sandbox};

const STDIN: &str = "auth login --token-stdin";

#[test]
fn a_login_writes_what_the_python_client_writes() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command(STDIN).no_token().stdin(format!("{ADA}\n")).run().success();
    assert_eq!(output.stdout, "");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
    assert_eq!(file(&sandbox, "stored_tokens").unwrap(), format!("[write]\nhf_token = {ADA}\n\n"));
    assert_eq!(sandbox.hub().requests(), ["GET /api/whoami-v2 200"]);
}

#[cfg(unix)]
#[test]
fn the_files_of_a_login_are_for_their_owner_only_and_so_is_a_folder_that_it_creates() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::empty();
    let (shared, new) = (sandbox.hf_home(), sandbox.home().join("new"));
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    for (folder, expected) in [(shared, 0o755), (new, 0o700)] {
        let path = folder.join("token");
        sandbox.command(STDIN).no_token().env("HF_TOKEN_PATH", &path).stdin(ADA).run().success();
        let mode = |path: std::path::PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let modes = [path, folder.join("stored_tokens"), folder].map(mode);
        assert_eq!(modes, [0o600, 0o600, expected]);
    }
}

#[test]
fn a_new_token_is_stored_among_the_others() {
    let sandbox = logged_in();
    sandbox.command(STDIN).no_token().stdin(ADA_FINE).run().success();
    let stored = file(&sandbox, "stored_tokens").unwrap();
    assert_eq!(stored, format!("[fine]\nhf_token = {ADA_FINE}\n\n{}", super::STORED));
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA_FINE));
}

#[test]
fn a_token_of_another_account_keeps_its_name() {
    let sandbox = Sandbox::empty();
    let log_in = |token: &str| sandbox.command(STDIN).no_token().stdin(token).run().success();
    log_in(ADA);
    let output = log_in(BOB);
    assert!(output.stderr.contains("Logged in as bob with the token 'write-bob'"), "{output}");
    let both = format!("[write]\nhf_token = {ADA}\n\n[write-bob]\nhf_token = {BOB}\n\n");
    assert_eq!(file(&sandbox, "stored_tokens").unwrap(), both);
    log_in(BOB);
    assert_eq!(file(&sandbox, "stored_tokens").unwrap(), both);
}

#[test]
fn a_newer_token_of_the_same_account_takes_the_place_of_the_older() {
    let sandbox = Sandbox::empty();
    // One that the Hub knows no more, and one whose owner cannot be asked for.
    for (older, kept) in [("hf_revoked", "[write]\n"), ("hf_revoked", "[write-ada]\n")] {
        fs::write(sandbox.hf_home().join("stored_tokens"), format!("[write]\nhf_token = {older}\n")).unwrap();
        if kept.contains("ada") {
            sandbox.hub().fault(Fault::new("GET", "/api/whoami-v2", Effect::status(500)).skip(1));
        }
        sandbox.command(STDIN).no_token().stdin(ADA).run().success();
        let stored = file(&sandbox, "stored_tokens").unwrap();
        assert!(stored.contains(&format!("{kept}hf_token = {ADA}\n")), "{stored}");
    }
}

#[test]
fn programs_get_what_verbs_that_change_tokens_did() {
    let sandbox = Sandbox::empty();
    let run = |words: &str, stdin: &str| sandbox.command(words).no_token().stdin(stdin).run().success().json();
    let login = format!("{STDIN} --json");
    assert_eq!(run(&login, ADA), json!({"user": "ada", "token_name": "write"}));
    assert_eq!(run(&login, BOB), json!({"user": "bob", "token_name": "write-bob"}));
    assert_eq!(run("auth switch --token-name write --json", ""), json!({"token_name": "write"}));
    assert_eq!(run("auth logout --token-name write --json", ""), json!({"deleted": ["write"]}));
    assert_eq!(run("auth logout --json", ""), json!({"deleted": ["write-bob"]}));
    assert_eq!(run("auth logout --json", ""), json!({"deleted": []}));
}

#[test]
fn a_token_that_the_hub_refuses_is_not_stored() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command(STDIN).no_token().stdin("hf_nobody").run();
    assert_data_eq!(
        output,
        str![[r#"
status: 4
--- stdout ---
--- stderr ---
Error: the token you entered was rejected
Cause: 401 Unauthorized for [HUB]/api/whoami-v2 (request ID [..])
  Invalid credentials in Authorization header
Hint: create a new token at [HUB]/settings/tokens

"#]]
    );
    assert_eq!(file(&sandbox, "token"), None);
    assert_eq!(file(&sandbox, "stored_tokens"), None);
}

#[test]
fn a_token_of_an_organization_is_refused_without_asking_the_hub() {
    let sandbox = Sandbox::empty();
    let output = sandbox.command(STDIN).no_token().stdin("api_org_secret").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(!output.stderr.contains("secret"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn an_empty_input_is_no_token() {
    let sandbox = Sandbox::empty();
    for input in ["", "\n"] {
        let output = sandbox.command(STDIN).no_token().stdin(input).run();
        assert_eq!(output.code(), Some(1), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn who_is_logged_in_stays_so_unless_forced() {
    let sandbox = logged_in();
    sandbox.command("auth login").no_token().run().success();
    assert!(sandbox.hub().requests().is_empty());
    sandbox.command("auth login --force --token-stdin").no_token().stdin(BOB).run().success();
    assert_eq!(file(&sandbox, "token").as_deref(), Some(BOB));
}

#[test]
fn programs_are_not_asked_although_they_are_logged_in() {
    let sandbox = logged_in();
    for words in ["auth login --json", "auth login -q"] {
        let output = sandbox.command(words).no_token().run();
        assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    }
}

#[test]
fn git_gets_the_token_through_its_helper() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    with_git_helper(&sandbox);
    let words = format!("{STDIN} --add-to-git-credential");
    sandbox.command(&words).no_token().stdin(ADA).run().success();
    assert!(git_credentials(&sandbox).starts_with(&format!("http://hf_user:{ADA}@127.0.0.1")));
}

#[test]
fn git_decides_which_helpers_are_for_the_hub() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    let keeper = "!f() { cat >> ~/kept; }; f";
    let sections = |helper: &str| {
        let endpoint = sandbox.hub().endpoint();
        format!("[credential]\n\thelper = store\n\thelper =\n[credential \"{endpoint}\"]\n\thelper = \"{helper}\"\n")
    };
    let words = format!("{STDIN} --add-to-git-credential");
    let log_in = |helper| {
        fs::write(sandbox.home().join(".gitconfig"), sections(helper)).unwrap();
        sandbox.command(&words).no_token().env("GIT_CONFIG_NOSYSTEM", "1").stdin(ADA).run().success()
    };
    let output = log_in("");
    assert!(output.stderr.contains("git has no credential helper"), "{output}");
    let output = log_in(keeper);
    assert!(output.stderr.contains("Stored the token in git's credential helpers"), "{output}");
    let kept = fs::read_to_string(sandbox.home().join("kept")).unwrap();
    assert!(kept.contains(&format!("password={ADA}")), "{kept}");
    assert_eq!(git_credentials(&sandbox), "");
}

#[test]
fn git_gets_nothing_unasked() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = Sandbox::empty();
    with_git_helper(&sandbox);
    sandbox.command(STDIN).no_token().stdin(ADA).run().success();
    assert_eq!(git_credentials(&sandbox), "");
}

#[test]
fn a_git_without_helpers_is_told_and_the_login_succeeds() {
    let sandbox = Sandbox::empty();
    let words = format!("{STDIN} --add-to-git-credential");
    let output = sandbox.command(&words).no_token().env("GIT_CONFIG_NOSYSTEM", "1").stdin(ADA).run().success();
    assert!(output.stderr.contains("git has no credential helper"), "{output}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
}

#[test]
fn a_git_that_fails_is_told_and_the_login_succeeds() {
    let sandbox = Sandbox::empty();
    let words = format!("{STDIN} --add-to-git-credential");
    let path = failing_git(&sandbox);
    let output = sandbox.command(&words).no_token().env("PATH", path).stdin(ADA).run().success();
    assert!(!output.stderr.contains("Stored the token in git"), "{output}");
    let told = "Warning: the token is stored, but git did not accept it: `git credential approve` failed (exit status: \
                128)\n";
    let (before, after) = output.stderr.split_once(told).unwrap_or_else(|| panic!("{output}"));
    assert!(before.contains("Logged in as ada with the token 'write'") && after.is_empty(), "{output}");
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
}

#[test]
fn a_variable_that_wins_over_the_new_token_is_told() {
    let sandbox = Sandbox::empty();
    let other = sandbox.command(STDIN).token(BOB).stdin(ADA).run().success();
    assert!(other.stderr.contains("the token in HF_TOKEN"), "{other}");
    let same = sandbox.command(STDIN).token(ADA).stdin(ADA).run().success();
    assert!(!same.stderr.contains("the token in HF_TOKEN"), "{same}");
}

#[test]
fn stored_tokens_that_make_no_sense_are_replaced_and_kept() {
    let sandbox = Sandbox::empty();
    fs::write(sandbox.hf_home().join("stored_tokens"), "hf_lost\n").unwrap();
    let output = sandbox.command(STDIN).no_token().stdin(ADA).run().success();
    let told = "Error: cannot parse '[HF_HOME]/stored_tokens', treating it as empty: line 1";
    assert!(output.stderr.contains(told), "{output}");
    assert_eq!(file(&sandbox, "stored_tokens").unwrap(), format!("[write]\nhf_token = {ADA}\n\n"));
    assert!(
        output.stderr.contains("Hint: the next login keeps it as '[HF_HOME]/stored_tokens.unreadable'"),
        "{output}"
    );
    assert_eq!(file(&sandbox, "stored_tokens.unreadable").as_deref(), Some("hf_lost\n"));
    fs::write(sandbox.hf_home().join("stored_tokens"), "hf_lost_again\n").unwrap();
    sandbox.command(STDIN).no_token().stdin(ADA).run().success();
    assert_eq!(file(&sandbox, "stored_tokens.unreadable").as_deref(), Some("hf_lost\n"));
    assert_eq!(file(&sandbox, "stored_tokens.unreadable-2").as_deref(), Some("hf_lost_again\n"));
}

#[test]
fn the_older_spelling_logs_in() {
    let sandbox = Sandbox::empty();
    sandbox.command("login --token-stdin").no_token().stdin(ADA).run().success();
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
}
