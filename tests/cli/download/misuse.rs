//! Command lines that make no sense: refused with status 2 before anybody is asked.

use snapbox::{assert_data_eq, str};

use crate::sandbox::Sandbox;

#[test]
fn an_id_that_names_no_repo_is_a_usage_error() {
    let sandbox = Sandbox::empty();
    for (id, expected) in [
        (
            "a/b/c",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: 'a/b/c' is not a repo ID: expected 'name' or 'namespace/name', the type goes into --type

"#]],
        ),
        (
            "ada/--x",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: 'ada/--x' is not a repo ID: each part takes up to 96 letters, digits, '-', '_' and '.', with no '-' or '.' at either end

"#]],
        ),
        (
            "'ada/a b'",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: 'ada/a b' is not a repo ID: each part takes up to 96 letters, digits, '-', '_' and '.', with no '-' or '.' at either end

"#]],
        ),
        (
            "''",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: '' is not a repo ID: each part takes up to 96 letters, digits, '-', '_' and '.', with no '-' or '.' at either end

"#]],
        ),
        (
            "hf://ada",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: 'ada' has no namespace: hf:// addresses need 'namespace/name'

"#]],
        ),
    ] {
        assert_data_eq!(sandbox.hf(&format!("download {id}")), expected);
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn words_that_contradict_each_other_are_a_usage_error() {
    let sandbox = Sandbox::empty();
    for (words, expected) in [
        (
            "datasets/ada/x --type model",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: the repo type is given twice: as the prefix 'datasets/' and as --type

"#]],
        ),
        (
            "hf://datasets/ada/x --type dataset",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: an hf:// address includes the type and revision: remove --type and --revision

"#]],
        ),
        (
            "hf://ada/x@main/a.txt b.txt",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: a path in the hf:// address ('a.txt') cannot be combined with file names

"#]],
        ),
        (
            "hf://buckets/ada/x",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: buckets are not supported by this command

"#]],
        ),
    ] {
        assert_data_eq!(sandbox.hf(&format!("download {words}")), expected);
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn a_value_that_an_option_does_not_take_is_a_usage_error() {
    let sandbox = Sandbox::empty();
    for (words, expected) in [
        (
            "ada/x --type bucket",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Usage: hf download [OPTIONS] <REPO_ID> [FILENAMES]...
Try 'hf download --help' for help.

Error: invalid value 'bucket' for --type <TYPE>: use model, dataset, space, kernel

"#]],
        ),
        (
            "ada/x --max-workers 0",
            str![[r#"
status: 2
--- stdout ---
--- stderr ---
Usage: hf download [OPTIONS] <REPO_ID> [FILENAMES]...
Try 'hf download --help' for help.

Error: invalid value '0' for --max-workers <N>: expected a number from 1 to 65535

"#]],
        ),
    ] {
        assert_data_eq!(sandbox.hf(&format!("download {words}")), expected);
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn an_empty_name_is_a_misuse() {
    let sandbox = Sandbox::empty();
    assert_data_eq!(
        sandbox.hf("download ada/tiny-bert ''"),
        str![[r#"
status: 2
--- stdout ---
--- stderr ---
Error: a file name is empty

"#]]
    );
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn a_rate_of_nothing_is_refused() {
    let output = Sandbox::empty().hf("download ada/model --limit-rate 0");
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(output.stderr.contains("the size must be above 0"), "{output}");
}
