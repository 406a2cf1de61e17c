//! What does not work, and what is said of it.

use snapbox::{assert_data_eq, str};

use super::count;
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

#[test]
fn a_missing_file_is_told_before_anything_is_asked() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("upload ada/tiny-bert nowhere"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: 'nowhere' does not exist
Hint: check the path: it is relative to the current folder

"#]]
    );
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    for path in ["../a.txt", "x/../a.txt", ".git/config", ".cache/a"] {
        let output = sandbox.command("upload ada/tiny-bert a.txt").argument(path).run();
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains(&format!("'{path}' is not a valid path in a repo")), "{output}");
    }
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert*"), 0);
}

#[test]
fn a_commit_that_another_one_overtakes_is_made_again() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    sandbox.write("d/b.txt", "b");
    for words in ["a.txt", "d", "d --single-commit"] {
        sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(412)).times(2));
        sandbox.write("d/b.txt", words);
        sandbox.hf(&format!("upload ada/tiny-bert {words}")).success();
    }
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(412)));
    sandbox.write("a.txt", "another");
    let output = sandbox.hf("upload ada/tiny-bert a.txt");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("someone else committed in the meantime"), "{output}");
    assert_eq!(count(&sandbox, "POST /api/models/ada/tiny-bert/commit/main 412"), 11);
}

#[test]
fn a_stranger_is_shown_the_way_of_a_pull_request() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    let output = sandbox.command("upload ada/tiny-bert a.txt").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(output.stderr.contains("--create-pr"), "{output}");
}

#[test]
fn who_cannot_propose_either_is_not_told_to() {
    for (words, token) in [("upload ada/tiny-bert a.txt", "hf_demo_bob_read"), ("upload nobody/new a.txt", BOB)] {
        let sandbox = Sandbox::demo();
        sandbox.write("a.txt", "a");
        let output = sandbox.command(words).token(token).run();
        assert_eq!(output.code(), Some(4), "{output}");
        assert!(!output.stderr.contains("--create-pr"), "{output}");
    }
}

#[test]
fn who_is_not_logged_in_is_told_so_though_the_repo_is_hidden() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    for words in ["upload ada/tiny-bert a.txt", "upload ada/tiny-bert a.txt --dry-run"] {
        let output = sandbox.command(words).no_token().run();
        assert_eq!(output.code(), Some(4), "{output}");
        assert!(output.stderr.contains("Error: not logged in"), "{output}");
    }
}

#[test]
fn an_empty_token_is_no_wish_to_be_somebody_else() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    for command in ["upload ada/tiny-bert a.txt", "download ada/tiny-bert"] {
        let output = sandbox.command(command).argument("--token").argument("").run();
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn words_that_exclude_each_other_are_usage_errors() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    for words in [
        "upload hf://ada/tiny-bert a.txt --type model",
        "upload hf://ada/tiny-bert/x a.txt y",
        "upload hf://buckets/ada/x a.txt",
        "upload ada/tiny-bert *.json --include x",
        "upload ada/tiny-bert a.txt --every 0",
        "upload ada/tiny-bert a.txt --every 1 --create-pr",
    ] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn a_file_needs_a_message() {
    let sandbox = Sandbox::demo();
    sandbox.write("a.txt", "a");
    let output = sandbox.hf("upload ada/tiny-bert a.txt --commit-message ''");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("the commit message is empty"), "{output}");
}

#[test]
fn data_in_a_model_is_remarked_on() {
    let sandbox = Sandbox::demo();
    sandbox.write("t.parquet", "PAR1");
    let output = sandbox.hf("upload ada/tiny-bert t.parquet").success();
    assert!(output.stderr.contains("'t.parquet' looks like data"), "{output}");
}
