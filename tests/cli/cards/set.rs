use serde_json::json;

use super::{card, write_card};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{ADA_READS, Sandbox};

#[test]
fn only_the_lines_of_what_changes_are_written_again() {
    let sandbox = Sandbox::demo();
    let text = "---\r\n# About\r\nlicense: \"mit\" # ours\r\ntags:\r\n  - a # first\r\n---\r\n\r\nText\n";
    write_card(&sandbox, text);
    let words = "cards set ada/tiny-bert license=apache-2.0 tags+=[b] language=no --overwrite -m Mend";
    let output = sandbox.hf(words).success();
    assert!(output.stdout.contains("Committed"), "{output}");
    let expected = text.replace("\"mit\"", "apache-2.0").replace("first\r\n", "first\r\n  - b\r\nlanguage: 'no'\r\n");
    assert_eq!(card(&sandbox, "main"), expected);
    let again = sandbox.hf(words).success();
    assert!(again.stdout.starts_with("Nothing to change"), "{again}");
}

#[test]
fn another_value_needs_overwrite_and_nothing_is_sent() {
    let sandbox = Sandbox::demo();
    let before = card(&sandbox, "main");
    let output = sandbox.hf("cards set ada/tiny-bert new=1 license=mit");
    assert_eq!(output.code(), Some(1), "{output}");
    let expected = "Error: 'license' already has the value \"apache-2.0\": add --overwrite to replace it";
    assert!(output.stderr.starts_with(expected), "{output}");
    assert_eq!(card(&sandbox, "main"), before);
    let posts = sandbox.hub().requests().into_iter().filter(|line| !line.starts_with("GET")).count();
    assert_eq!(posts, 0);
}

#[test]
fn the_card_of_the_branch_is_changed_and_a_pull_request_leaves_it_alone() {
    let sandbox = Sandbox::demo();
    sandbox.hf("repos branch create ada/tiny-bert draft").success();
    write_card(&sandbox, "---\nlicense: mit\n---\nOf main\n");
    sandbox.hf("cards set ada/tiny-bert x=1 --revision draft").success();
    assert!(card(&sandbox, "draft").contains("# Tiny BERT") && card(&sandbox, "draft").contains("x: 1\n"));
    let output = sandbox.hf("cards set ada/tiny-bert y=2 --create-pr --json").success().json();
    assert_eq!(output["pr_num"], 2);
    assert_eq!(card(&sandbox, "main"), "---\nlicense: mit\n---\nOf main\n");
    assert_eq!(card(&sandbox, "refs/pr/2"), "---\nlicense: mit\ny: 2\n---\nOf main\n");
}

#[test]
fn a_branch_that_moves_meanwhile_is_read_again() {
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("POST", "*/commit/main", Effect::status(412)).times(1));
    sandbox.hf("cards set ada/tiny-bert x=1").success();
    assert!(card(&sandbox, "main").contains("x: 1\n"));
    let output = sandbox.hf("cards set ada/tiny-bert x=2 --overwrite --parent-commit 0000000");
    assert_eq!(output.code(), Some(1), "{output}");
}

#[test]
fn a_repo_without_a_card_gets_one_and_a_space_does_not() {
    let sandbox = Sandbox::demo();
    for repo in ["ada/new", "datasets/ada/new", "spaces/ada/new"] {
        sandbox.hf(&format!("repos create {repo} --sdk docker")).success();
    }
    sandbox.hf("cards set ada/new license=mit").success();
    let repo = sandbox.hub().world().repo(Kind::Model, "ada/new").unwrap();
    let text = repo.text(repo.head(), "README.md").unwrap();
    assert!(text.starts_with("---\nlicense: mit\n---\n\n# Model ID\n"), "{text}");
    sandbox.hf("repos delete-files spaces/ada/new README.md").code();
    let output = sandbox.hf("cards set spaces/ada/new license=mit");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: Space 'ada/new' has no README.md"), "{output}");
}

#[test]
fn a_file_is_changed_in_place_and_standard_input_is_answered() {
    let sandbox = Sandbox::demo();
    sandbox.write("README.md", "# Title\n");
    sandbox.write("more.json", r#"{"license": "mit", "tags": ["a"]}"#);
    sandbox.hf("cards set README.md --from more.json widget=@more.json").success();
    let expected = "---\nlicense: mit\ntags:\n- a\nwidget:\n  license: mit\n  tags:\n  - a\n---\n# Title\n";
    assert_eq!(sandbox.read("README.md"), expected.as_bytes());
    let output = sandbox.hf("cards set README.md license=mit --json").success();
    assert_eq!(output.json(), json!({"path": "README.md"}));
    let output = sandbox.command("cards set - sdk_version=3.10").stdin("---\na: 1\n---\n").run().success();
    assert_eq!(output.stdout, "---\na: 1\nsdk_version: '3.10'\n---\n");
    assert!(output.stderr.contains("kept as text"), "{output}");
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn what_cannot_be_done_is_refused() {
    let sandbox = Sandbox::demo();
    sandbox.write("bad.md", "---\na: 1\na: 2\n---\n");
    for (words, status) in [
        ("README.md", 2),
        ("README.md license", 2),
        ("README.md a=1 --create-pr", 2),
        ("README.md a=1 --revision main", 2),
        ("hf://buckets/ada/scratch a=1", 2),
        ("ada/nothing a=1", 3),
        ("ada/tiny-bert a=1 --revision nowhere", 3),
        ("bad.md b=1", 1),
        ("ada/tiny-bert 'a=[1'", 1),
    ] {
        let output = sandbox.hf(&format!("cards set {words}"));
        assert_eq!(output.code(), Some(status), "{words}: {output}");
    }
    assert_eq!(sandbox.command("cards set ada/tiny-bert a=1").token(ADA_READS).run().code(), Some(4));
    assert_eq!(sandbox.command("cards set ada/tiny-bert a=1").env("HF_HUB_OFFLINE", "1").run().code(), Some(6));
}
