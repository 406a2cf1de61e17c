use super::{failing_git, file, git_credentials, logged_in, with_git_helper};
use crate::optional::GIT;
use crate::sandbox::{ADA, Sandbox};

#[test]
fn a_logout_removes_both_files() {
    let sandbox = logged_in();
    let output = sandbox.command("auth logout").no_token().run().success();
    assert_eq!(output.stdout, "");
    assert_eq!((file(&sandbox, "token"), file(&sandbox, "stored_tokens")), (None, None));
}

#[test]
fn git_forgets_the_token_too() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = logged_in();
    with_git_helper(&sandbox);
    sandbox.command("auth switch --token-name laptop --add-to-git-credential").no_token().run().success();
    assert!(git_credentials(&sandbox).contains(ADA));
    sandbox.command("auth logout").no_token().run().success();
    assert_eq!(git_credentials(&sandbox), "");
}

#[test]
fn a_git_that_fails_to_forget_is_told() {
    let sandbox = logged_in();
    let output = sandbox.command("auth logout").no_token().env("PATH", failing_git(&sandbox)).run().success();
    let told = "Warning: git may still have the token: `git credential reject` failed (exit status: 128)\n";
    assert!(output.stderr.contains(told), "{output}");
    assert_eq!((file(&sandbox, "token"), file(&sandbox, "stored_tokens")), (None, None));
}

#[test]
fn without_git_there_is_nothing_that_it_could_forget() {
    let sandbox = logged_in();
    let output = sandbox.command("auth logout").no_token().env("PATH", "/nowhere").run().success();
    assert_eq!(output.stderr, "Deleted all stored tokens\n");
}

#[test]
fn one_token_is_forgotten_and_the_active_one_stays() {
    let sandbox = logged_in();
    sandbox.command("auth logout --token-name reader").no_token().run().success();
    assert_eq!(file(&sandbox, "stored_tokens").unwrap(), format!("[laptop]\nhf_token = {ADA}\n\n"));
    assert_eq!(file(&sandbox, "token").as_deref(), Some(ADA));
}

#[test]
fn the_active_token_takes_its_file_with_it() {
    let sandbox = logged_in();
    sandbox.command("auth logout --token-name laptop").no_token().run().success();
    assert_eq!(file(&sandbox, "token"), None);
    assert!(file(&sandbox, "stored_tokens").unwrap().starts_with("[reader]\n"));
}

#[test]
fn an_unknown_name_is_told_and_changes_nothing() {
    let sandbox = logged_in();
    let output = sandbox.command("auth logout --token-name nope").no_token().run().success();
    assert!(output.stderr.contains("no token named 'nope'"), "{output}");
    assert_eq!(file(&sandbox, "stored_tokens").as_deref(), Some(super::STORED));
}

#[test]
fn a_variable_still_logs_in_after_the_files_are_gone() {
    let sandbox = logged_in();
    let output = sandbox.command("auth logout").token(ADA).run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("still logged in through the variable HF_TOKEN"), "{output}");
    assert_eq!((file(&sandbox, "token"), file(&sandbox, "stored_tokens")), (None, None));
}

#[test]
fn who_is_not_logged_in_is_told_so() {
    let sandbox = Sandbox::empty();
    let nowhere = sandbox.hf_home().join("none");
    let output = sandbox.command("auth logout").no_token().env("HF_HOME", &nowhere).run().success();
    assert!(output.stderr.contains("you are not logged in"), "{output}");
    assert!(!nowhere.exists());
}

#[test]
fn the_older_spelling_logs_out() {
    let sandbox = logged_in();
    sandbox.command("logout --token-name reader").no_token().run().success();
    assert_eq!(file(&sandbox, "stored_tokens").unwrap(), format!("[laptop]\nhf_token = {ADA}\n\n"));
}

#[test]
fn the_configuration_of_a_clone_names_no_helper_that_git_runs() {
    if !GIT.is_here() {
        return;
    }
    let sandbox = logged_in();
    let ran = sandbox.work().join("ran");
    sandbox.program("git", "init -q .").run().success();
    let config = std::fs::read_to_string(sandbox.work().join(".git/config")).unwrap();
    let helper = format!("{config}[credential]\n\thelper = \"!touch {}; cat >/dev/null;\"\n", ran.display());
    sandbox.write(".git/config", helper);
    sandbox.program("git", "credential reject").stdin("url=http://x.example\nusername=u\n\n").run();
    assert!(ran.exists(), "the clone's helper runs where git is run in it");
    std::fs::remove_file(&ran).unwrap();
    let login = "auth login --token-stdin --force --add-to-git-credential";
    sandbox.command(login).no_token().stdin(ADA).run().success();
    sandbox.command("auth logout").no_token().run().success();
    assert!(!ran.exists());
}
