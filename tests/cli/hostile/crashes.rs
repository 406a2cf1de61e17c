//! What a crash would leave.

use std::fs;

use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;
use crate::wait::until;

#[test]
fn a_process_that_holds_a_token_leaves_no_core_file() {
    let sandbox = Sandbox::empty();
    sandbox.hub().fault(Fault::new("*", "*", Effect::Silence));
    let shell = sandbox.program("sh", "-c 'ulimit -c unlimited; exec \"$0\" auth whoami'");
    let child = shell.argument(env!("CARGO_BIN_EXE_hf")).spawn();
    until("it has asked", || !sandbox.hub().trace().is_empty());
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.pid())).unwrap();
    child.signal("KILL");
    child.wait();
    let core = limits.lines().find_map(|line| line.strip_prefix("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().next(), Some("0"), "{limits}");
}
