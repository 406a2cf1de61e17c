use super::super::machine;
use crate::sandbox::Sandbox;

#[test]
fn a_variable_is_deleted_after_a_question() {
    let sandbox = Sandbox::demo();
    sandbox.hf("spaces variables add ada/hello -e A=1 -e B=2").success();
    let refused = sandbox.command("spaces variables delete ada/hello A").stdin("n\n").run();
    assert_eq!((refused.code(), machine(&sandbox).variables.len()), (Some(1), 2), "{refused}");
    let output = sandbox.command("spaces variables delete ada/hello A").stdin("y\n").run().success();
    assert!(output.stdout.ends_with("✓ Variable deleted\n  space_id: ada/hello\n  key: A\n"), "{output}");
    assert_eq!(machine(&sandbox).variables.keys().collect::<Vec<_>>(), ["B"]);
}

#[test]
fn a_variable_that_does_not_exist_is_an_error_unless_that_is_fine() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces variables delete ada/hello NONE -y");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: variable not found in Space 'ada/hello'"), "{output}");
    sandbox.hf("spaces variables delete ada/hello NONE -y --missing-ok").success();
}
