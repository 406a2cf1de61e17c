use serde_json::json;

use super::super::machine;
use crate::sandbox::Sandbox;

#[test]
fn variables_are_set_one_by_one_and_the_last_value_of_a_name_wins() {
    let sandbox = Sandbox::demo();
    let words = "spaces variables add ada/hello --env-file - -e B=typed --description 'For tests' --json";
    let output = sandbox.command(words).stdin("A=1\nB='x y'\nC=\n").run().success();
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "keys": ["A", "B", "C"]}));
    assert_eq!(output.stderr, "");
    let kept = machine(&sandbox).variables;
    assert_eq!(
        (&kept["A"]["value"], &kept["B"]["value"], &kept["C"]["value"]),
        (&json!("1"), &json!("typed"), &json!(""))
    );
    assert_eq!(kept["A"]["description"], "For tests");
    let posts = vec!["POST /api/spaces/ada/hello/variables 200"; 3];
    assert_eq!(sandbox.hub().requests(), posts);
}

#[test]
fn no_variable_at_all_is_a_usage_error() {
    let sandbox = Sandbox::demo();
    for words in ["", "-e NOT_SET", "-e '9 x'", "--env-file -"] {
        let output = sandbox.hf(&format!("spaces variables add ada/hello {words}"));
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.contains("Error: no variable is given: use --env"), "{output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}

#[test]
fn what_looks_like_a_secret_is_set_with_a_warning() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces variables add ada/hello -e MODEL=gpt2 -e SEARCH_API_KEY=x").success();
    assert_eq!(output.stderr.lines().count(), 1, "{output}");
    assert!(output.stderr.starts_with("Warning: SEARCH_API_KEY looks like a secret"), "{output}");
}

#[test]
fn a_name_that_a_secret_has_is_refused_and_it_says_what_is_set() {
    let sandbox = Sandbox::demo();
    sandbox.hf("spaces secrets add ada/hello -s B=secret").success();
    let output = sandbox.hf("spaces variables add ada/hello -e A=1 -e B=2 -e C=3 --json");
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "keys": ["A"]}));
    assert!(output.stderr.contains("not added: B, C"), "{output}");
    assert!(output.stderr.contains("B already exists as a secret"), "{output}");
}
