use super::{kept, slug};
use crate::sandbox::{BOB, Sandbox};

#[test]
fn what_is_given_changes_and_the_rest_stays() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    sandbox.hf(&format!("collections update {slug} --title Small --private --theme green --description ''")).success();
    let changed = kept(&sandbox, "Small").unwrap();
    assert_eq!((changed.private, changed.theme.as_str(), changed.description), (true, "green", None));
    sandbox.hf(&format!("collections update {slug} --no-private")).success();
    let changed = kept(&sandbox, "Small").unwrap();
    assert_eq!((changed.private, changed.theme.as_str()), (false, "green"));
}

#[test]
fn nothing_to_change_is_misuse_and_strangers_are_refused() {
    let sandbox = Sandbox::demo();
    let slug = slug(&sandbox, "Tiny things");
    assert_eq!(sandbox.hf(&format!("collections update {slug}")).code(), Some(2));
    assert!(sandbox.hub().requests().is_empty());
    let output = sandbox.command(&format!("collections update {slug} --title Mine")).token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert!(kept(&sandbox, "Mine").is_none());
}
