//! Streams that never end: only time ends them, and they take no more memory the longer they are.

use super::MEMORY;
use crate::sandbox::Sandbox;

#[test]
fn an_answer_without_end_is_ended_by_the_time_limit_within_bounds_of_memory() {
    let sandbox = Sandbox::empty();
    let limited = format!("-c 'ulimit -d {MEMORY}; exec \"$0\" \"$@\" > /dev/null'");
    let url = format!("{}/_server/never-ends", sandbox.hub().endpoint());
    for words in ["inference chat Hi --stream", "inference chat Hi --stream --json"] {
        let run = sandbox.program("sh", &limited).argument(env!("CARGO_BIN_EXE_hf"));
        let output = run.words(&format!("{words} --timeout 2 --endpoint {url}")).run();
        assert_eq!(output.code(), Some(6), "{output}");
        assert!(output.stderr.contains("no answer within"), "{output}");
    }
}
