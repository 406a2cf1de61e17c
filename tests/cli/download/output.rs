//! What is printed where, in each mode.

use snapbox::{assert_data_eq, str};

use super::with_model;
use crate::run::Output;
use crate::sandbox::{ADA, Sandbox};

fn download(words: &str) -> Output {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    sandbox.hf(&format!("download ada/model {words}"))
}

#[test]
fn people_see_what_is_done_and_where_it_is() {
    assert_data_eq!(
        download(""),
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]
--- stderr ---
Downloading 3 files, 475 B
...
Downloaded 3 files, 475 B in [..]

"#]]
    );
}

#[test]
fn agents_get_one_line_of_pairs() {
    assert_data_eq!(
        download("--format agent"),
        str![[r#"
status: 0
--- stdout ---
path=[HF_HOME]/hub/models--ada--model/snapshots/[..]
--- stderr ---

"#]]
    );
}

#[test]
fn programs_get_one_document_and_nothing_else() {
    let output = download("--json");
    assert_data_eq!(
        output.clone(),
        str![[r#"
status: 0
--- stdout ---
{"path": "[HF_HOME]/hub/models--ada--model/snapshots/[..]"}
--- stderr ---

"#]]
    );
    assert_eq!(output.json().as_object().unwrap().len(), 1);
}

#[test]
fn scripts_get_the_path_alone() {
    assert_data_eq!(
        download("--quiet"),
        str![[r#"
status: 0
--- stdout ---
[HF_HOME]/hub/models--ada--model/snapshots/[..]
--- stderr ---

"#]]
    );
    assert_data_eq!(
        download("a.txt --format quiet"),
        str![[r#"
status: 0
--- stdout ---
[HF_HOME]/hub/models--ada--model/snapshots/[..]/a.txt
--- stderr ---

"#]]
    );
}

#[test]
fn a_run_by_an_agent_has_the_agents_mode() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let output = sandbox.command("download ada/model a.txt").env("AI_AGENT", "robot").run();
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
path=[HF_HOME]/hub/models--ada--model/snapshots/[..]/a.txt
--- stderr ---

"#]]
    );
}

#[test]
fn progress_can_be_json_lines_beside_any_mode() {
    let output = download("--quiet --progress json --max-workers 1").success();
    let events: Vec<serde_json::Value> =
        output.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "file").count(), 3);
    assert_eq!((kinds[0], *kinds.last().unwrap()), ("plan", "done"));
    assert_eq!(events[0], serde_json::json!({"event": "plan", "files": 3, "bytes": 475}));
    assert_eq!(output.stdout.lines().count(), 1);
}

#[test]
fn progress_can_be_left_out() {
    assert_eq!(download("--progress none").success().stderr, "");
}

#[test]
fn nothing_is_said_of_progress_when_nothing_is_fetched() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model").success();
    assert_eq!(sandbox.hf("download ada/model").success().stderr, "");
}

#[test]
fn an_error_is_one_json_object_for_programs() {
    let sandbox = Sandbox::empty();
    let output = sandbox.hf("download ada/none --json");
    assert_data_eq!(
        output,
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
{"error": "model 'ada/none' not found", "cause": "404 Not Found for [HUB]/api/models/ada/none/revision/main (request ID local-hub)/n  Repository not found", "hint": "check the name and the repo type; if it is private, use a token with access to it", "exit": 3, "status": 404, "url": "[HUB]/api/models/ada/none/revision/main", "request_id": "local-hub"}

"#]]
    );
    assert_data_eq!(
        sandbox.hf("download ada/none none.txt --json"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
{"error": "model 'ada/none' not found", "cause": "404 Not Found for [HUB]/ada/none/resolve/main/none.txt (request ID local-hub)/n  Repository not found", "hint": "check the name and the repo type; if it is private, use a token with access to it", "exit": 3, "status": 404, "url": "[HUB]/ada/none/resolve/main/none.txt", "request_id": "local-hub"}

"#]]
    );
}

#[test]
fn a_reader_that_is_gone_is_no_reason_to_complain() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    for words in ["", "--dry-run", "--json", "--quiet"] {
        let output = sandbox.command(&format!("download ada/model --progress none {words}")).no_reader().run();
        assert_eq!((output.code(), output.stderr.as_str()), (Some(1), ""), "{words}: {output}");
    }
}

#[test]
fn control_characters_from_the_hub_do_not_reach_a_table() {
    let sandbox = with_model(&[("a\u{1b}[31m.txt", b"a")]);
    let output = sandbox.hf("download ada/model --dry-run").success();
    assert!(!output.stdout.contains('\u{1b}'), "{output}");
}

#[test]
fn the_token_is_never_printed() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    for words in ["download ada/model", "download ada/none", "download ada/model --dry-run"] {
        let output = sandbox.command(words).env("HF_DEBUG", "1").run();
        assert!(!output.to_string().contains(ADA), "{output}");
    }
}
