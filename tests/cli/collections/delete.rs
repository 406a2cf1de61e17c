use super::{kept, slug};
use crate::sandbox::Sandbox;

const UNKNOWN: &str = "ada/none-000000000000000000000000";

#[test]
fn a_collection_is_deleted_once_the_user_agrees() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    let words = format!("collections delete {slug}");
    let refused = sandbox.command(&words).stdin("n\n").run();
    assert_eq!(refused.code(), Some(1), "{refused}");
    assert!(refused.stdout.contains(&format!("Delete the collection '{slug}' for good?")), "{refused}");
    assert_eq!(sandbox.hf(&format!("{words} --json")).code(), Some(1));
    assert!(sandbox.hub().requests().is_empty());
    assert_eq!(sandbox.hf(&format!("{words} --yes -q")).success().stdout, format!("{slug}\n"));
    assert!(kept(&sandbox, "Tiny things").is_none());
}

#[test]
fn one_that_is_missing_is_an_error_unless_it_may_be() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf(&format!("collections delete {UNKNOWN} --yes"));
    assert_eq!(output.code(), Some(3), "{output}");
    let output = sandbox.hf(&format!("collections delete {UNKNOWN} --yes --missing-ok")).success();
    assert!(output.stdout.starts_with("Nothing to do: there is no such collection\n"), "{output}");
}
