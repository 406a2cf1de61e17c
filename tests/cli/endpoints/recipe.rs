//! The whole life of an endpoint in a shell script.

use std::env::{join_paths, split_paths};
use std::iter;
use std::path::Path;

use super::MACHINE;
use crate::run::search_path;
use crate::sandbox::Sandbox;

const BATCH: &str = r#"set -eu
hf endpoints deploy batch $MACHINE --task text-generation --quiet > deployed.json
url=$(hf endpoints wait batch --every 1 --quiet)
echo "runs at $url" >&2
while IFS= read -r line; do
    hf endpoints infer batch "$line" --param max_new_tokens=5 --json
done < prompts.txt > answers.jsonl
hf endpoints pause batch --quiet > paused.json
"#;

const AGAIN: &str = r#"hf endpoints with batch --every 1 -- sh -eu -c '
    hf endpoints infer batch @prompts.txt --json > again.json'
"#;

#[test]
fn a_script_deploys_waits_runs_a_batch_and_pauses() {
    let sandbox = Sandbox::demo();
    sandbox.write("prompts.txt", "one\ntwo\nthree\n");
    let state = || {
        let state = |endpoint: &mut crate::local_hub::world::endpoints::Endpoint| endpoint.state().to_owned();
        sandbox.hub().world().change_endpoint("ada", "batch", state).unwrap()
    };
    let built = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap();
    let path = join_paths(iter::once(built.to_owned()).chain(split_paths(&search_path()))).unwrap();
    for script in [BATCH, AGAIN] {
        let run = sandbox.program("sh", "").argument("-c").argument(script);
        run.env("MACHINE", MACHINE).env("PATH", &path).run().success();
        assert_eq!(state(), "paused");
    }
    let answers = String::from_utf8(sandbox.read("answers.jsonl")).unwrap();
    let texts: Vec<&str> = answers.lines().filter(|line| line.contains("generated_text")).collect();
    assert_eq!(texts.len(), 3, "{answers}");
    assert!(String::from_utf8(sandbox.read("again.json")).unwrap().contains("one\\ntwo\\nthree"));
}
