use super::card;
use crate::sandbox::Sandbox;

#[test]
fn fields_go_with_their_lines() {
    let sandbox = Sandbox::demo();
    let before = card(&sandbox, "main");
    sandbox.hf("cards unset ada/tiny-bert tags pipeline_tag none").success();
    assert_eq!(card(&sandbox, "main"), before.replace("pipeline_tag: fill-mask\ntags:\n- demo\n", ""));
    let again = sandbox.hf("cards unset ada/tiny-bert tags").success();
    assert!(again.stdout.starts_with("Nothing to change"), "{again}");
}
