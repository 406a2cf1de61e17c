use super::{kept, slug};
use crate::sandbox::{ADA, Sandbox};
use crate::terminal::{ENTER, Terminal};

const UNKNOWN: &str = "ada/none-000000000000000000000000";

#[test]
fn scripts_delete_a_collection_without_a_question_as_with_the_python_client() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    assert_eq!(sandbox.hf(&format!("collections delete {slug} -q")).success().stdout, format!("{slug}\n"));
    assert!(kept(&sandbox, "Tiny things").is_none());
}

#[test]
fn a_person_at_a_terminal_is_asked() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    let token = [("HF_TOKEN", ADA.as_ref())];
    let mut terminal = Terminal::start_with(&sandbox, &format!("collections delete {slug}"), (120, 24), &token);
    terminal.shows(&format!("Delete the collection '{slug}' for good? [y/N]:"));
    terminal.press(ENTER);
    terminal.shows("aborted");
    assert!(kept(&sandbox, "Tiny things").is_some());
}

#[test]
fn one_that_is_missing_is_an_error_unless_it_may_be() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf(&format!("collections delete {UNKNOWN} --yes"));
    assert_eq!(output.code(), Some(3), "{output}");
    let output = sandbox.hf(&format!("collections delete {UNKNOWN} --yes --missing-ok")).success();
    assert!(output.stdout.starts_with("Nothing to do: there is no such collection\n"), "{output}");
}
