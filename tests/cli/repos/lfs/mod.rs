//! `hf repos lfs`.

use serde_json::{Value, json};

use crate::local_hub::{Options, Seed};
use crate::sandbox::{BOB, Sandbox};

mod track;

/// ada's model, whose first weights are in an old commit alone.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with(Options { page_size: 1, seed: Seed::Empty, ..Options::default() });
    sandbox.hf("repos create ada/new").success();
    for content in ["first", "the second, which is longer"] {
        sandbox.write("w.bin", content);
        sandbox.hf("upload ada/new w.bin").success();
    }
    sandbox.write("z.bin", "z");
    sandbox.hf("upload ada/new z.bin").success();
    sandbox.hub().forget();
    sandbox
}

fn oids(sandbox: &Sandbox, words: &str) -> Vec<String> {
    let output = sandbox.hf(&format!("repos lfs list ada/new -q {words}")).success();
    output.stdout.lines().map(str::to_owned).collect()
}

fn sizes(sandbox: &Sandbox, words: &str) -> Vec<Value> {
    let rows = sandbox.hf(&format!("repos lfs ls ada/new --json {words}")).success().json();
    rows.as_array().unwrap().iter().map(|row| row["size"].clone()).collect()
}

#[test]
fn files_of_old_commits_are_listed_too() {
    let sandbox = sandbox();
    let rows = sandbox.hf("repos lfs list ada/new --json --limit 0").success().json();
    let keys: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["oid", "filename", "size", "pushed_at", "ref", "storage_oid"]);
    assert_eq!(sizes(&sandbox, "--sort size"), [27, 5, 1]);
    assert_eq!(sizes(&sandbox, "--sort size:asc --limit 2"), [1, 5]);
    assert_eq!(sizes(&sandbox, "--sort date"), [1, 27, 5], "{rows}");
    assert_eq!(sizes(&sandbox, "--sort name")[0], 1);
    assert_eq!(sizes(&sandbox, "--unreferenced"), [5]);
    assert_eq!(sandbox.hf("repos lfs list ada/new --sort age").code(), Some(2));
    assert_eq!(sandbox.command("repos lfs list ada/new").token(BOB).run().code(), Some(4));
}

#[test]
fn what_nobody_needs_is_deleted_after_a_question() {
    let sandbox = sandbox();
    let unreferenced = oids(&sandbox, "--unreferenced").join("\n");
    let rm =
        |words: &str| sandbox.command(&format!("repos lfs rm ada/new - {words}")).stdin(unreferenced.clone()).run();
    let output = rm("--dry-run --json").success();
    let expected = json!({"repo_id": "ada/new", "files": 1, "freed": "5 B", "bytes": 5, "dry_run": true});
    assert_eq!(output.json(), expected);
    let refused = rm("--json");
    assert_eq!((refused.code(), refused.stdout.as_str()), (Some(1), ""), "{refused}");
    assert_eq!(oids(&sandbox, "").len(), 3);
    sandbox.hub().forget();
    rm("--yes").success();
    let trace = sandbox.hub().trace();
    let batch = trace.iter().find(|seen| seen.path.ends_with("/lfs-files/batch")).unwrap();
    let body: Value = serde_json::from_slice(&batch.body).unwrap();
    assert_eq!(body, json!({"deletions": {"sha": [unreferenced], "rewriteHistory": false}}));
    assert_eq!(sizes(&sandbox, "--sort size"), [27, 1]);
}

#[test]
fn what_a_branch_needs_is_deleted_from_its_history_too_or_not_at_all() {
    let sandbox = sandbox();
    let oid = &oids(&sandbox, "--sort size")[0];
    let output = sandbox.hf(&format!("repos lfs rm ada/new {oid} --yes"));
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.starts_with("Error: 'w.bin' is in use by a branch, tag or pull request"), "{output}");
    let before = sandbox.hf("repos refs ada/new --resolve main").success().stdout;
    sandbox.hf(&format!("repos lfs rm ada/new {oid} --rewrite-history --yes")).success();
    assert!(sandbox.hf("repos refs ada/new --resolve main").success().stdout != before);
    assert_eq!(sandbox.hf("repos exists ada/new w.bin").code(), Some(3));
    sandbox.hf("repos exists ada/new z.bin").success();
    let output = sandbox.hf(&format!("repos lfs rm ada/new {oid} --yes"));
    assert_eq!(output.code(), Some(3), "{output}");
}
