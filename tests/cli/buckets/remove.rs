use serde_json::json;

use super::{paths, sent};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

#[test]
fn a_file_is_deleted_after_a_question() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("buckets rm ada/scratch/logs.txt").stdin("y\n").run().success();
    assert!(output.stdout.contains("Delete 'logs.txt' from bucket 'ada/scratch' for good? [y/N]"), "{output}");
    assert!(!paths(&sandbox, "ada/scratch").contains(&"logs.txt".to_owned()));
    let output = sandbox.hf("buckets remove 'ada/scratch/odd names/café #1.txt' --yes --json").success();
    assert_eq!(output.json(), json!({"path": "odd names/café #1.txt", "bucket_id": "ada/scratch"}));
    let body = String::from_utf8(sandbox.hub().trace()[1].body.clone()).unwrap();
    assert_eq!(body, "{\"type\": \"deleteFile\", \"path\": \"odd names/caf\\u00e9 #1.txt\"}\n");
}

#[test]
fn a_folder_is_deleted_without_what_stands_beside_it() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets rm ada/scratch/logs -R --yes --json").success();
    assert_eq!(output.json(), json!({"bucket_id": "ada/scratch", "files_deleted": 2, "size": "18 B"}));
    let left = paths(&sandbox, "ada/scratch");
    assert!(left.contains(&"logs.txt".to_owned()) && !left.iter().any(|path| path.starts_with("logs/")), "{left:?}");
}

#[test]
fn patterns_choose_and_a_dry_run_only_shows() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets rm ada/scratch -R --include '*.txt' --exclude 'logs*' --dry-run").success();
    assert!(output.stdout.starts_with("delete: hf://buckets/ada/scratch/empty.txt\n"), "{output}");
    assert!(output.stdout.ends_with("(dry run) 2 files (6 B) would be removed.\n"), "{output}");
    let output = sandbox.hf("buckets rm ada/scratch -R --include 'logs/' --dry-run --json").success();
    assert_eq!(output.json()["paths"], json!(["logs/2026/a.log", "logs/2026/b.log"]));
    assert_eq!(paths(&sandbox, "ada/scratch").len(), 6);
    let output = sandbox.hf("buckets rm ada/scratch/none -R --yes").success();
    assert_eq!(output.stdout, "No files to remove.\n");
}

#[test]
fn what_would_delete_more_than_is_named_is_refused() {
    let sandbox = Sandbox::demo();
    for words in ["ada/scratch", "ada/scratch/logs/", "ada/scratch/logs.txt --include x"] {
        let output = sandbox.hf(&format!("buckets rm --yes {words}"));
        assert_eq!(output.code(), Some(2), "{output}");
    }
    assert_eq!(sandbox.hf("buckets rm ada/scratch -R --json").code(), Some(1));
    assert!(sandbox.hub().requests().iter().all(|line| line.starts_with("GET ")));
}

#[test]
fn refused_deletions_are_named() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("buckets rm ada/scratch/none.txt --yes");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("the Hub refused 1 change of 1 in bucket 'ada/scratch'"), "{output}");
    assert!(output.stderr.contains("none.txt: File not found"), "{output}");
    let said = json!({"success": false, "failed": [{"path": "keys.txt", "error": "Locked"}]});
    sandbox.hub().fault(Fault::new("POST", "*/batch", Effect::Json(said)));
    let output = sandbox.hf("buckets rm ada/vault -R --yes");
    assert_eq!(output.code(), Some(1), "{output}");
    assert_eq!(sent(&sandbox, 0).0, "POST /api/buckets/ada/scratch/batch 422");
}
