use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::{files, paths, with_xet};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

const PLACE: &str = "hf://buckets/ada/scratch";

/// A folder of three files.
fn with_folder() -> Sandbox {
    let sandbox = with_xet();
    for (name, content) in [("a.txt", "a\n"), ("deep/b.bin", "bb\n"), ("deep/empty", "")] {
        let path = sandbox.write(&format!("src/{name}"), content);
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_767_225_600_500);
        fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
    }
    sandbox
}

fn writes(sandbox: &Sandbox) -> Vec<String> {
    sandbox.hub().requests().into_iter().filter(|line| line.contains("/batch ")).collect()
}

#[test]
fn a_folder_goes_up_and_comes_down_and_is_identical_then() {
    let sandbox = with_folder();
    let output = sandbox.hf(&format!("sync src {PLACE}/up")).success();
    assert!(output.stdout.starts_with("Sync plan: src -> hf://buckets/ada/scratch/up\n  Uploads: 3\n"), "{output}");
    assert!(output.stdout.ends_with("Syncing...\nSync completed.\n"), "{output}");
    assert_eq!(sandbox.hub().world().bucket("ada/scratch").unwrap().files["up/a.txt"].modified, 1_767_225_600_500);
    for direction in [format!("src {PLACE}/up/"), format!("{PLACE}/up src/")] {
        let output = sandbox.hf(&format!("buckets sync {direction}")).success();
        assert!(output.stdout.ends_with("  Skips: 3\nNothing to sync.\n"), "{output}");
    }
    sandbox.hf(&format!("sync {PLACE}/up back -q")).success();
    assert_eq!(crate::disk::files(&sandbox.work().join("back")), crate::disk::files(&sandbox.work().join("src")));
    assert_eq!(sandbox.read("back/deep/b.bin"), b"bb\n");
    // A download keeps the time, so that nothing is sent again.
    let output = sandbox.hf(&format!("sync back {PLACE}/up --json")).success().json();
    assert_eq!((&output["skips"], &output["uploads"]), (&json!(3), &json!(0)));
    assert_eq!(writes(&sandbox).len(), 1);
}

#[test]
fn a_plan_is_shown_saved_and_carried_out() {
    let sandbox = with_folder();
    sandbox.hub().world().put_in_bucket("ada/scratch", "up/gone.txt", b"", 0);
    let output = sandbox.hf(&format!("sync src {PLACE}/up --delete --dry-run -q")).success();
    let lines: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["summary"], json!({"uploads": 3, "downloads": 0, "deletes": 1, "skips": 0, "total_size": 5}));
    let upload = json!({
        "type": "operation", "action": "upload", "path": "a.txt", "reason": "new file", "size": 2,
        "local_mtime": "2026-01-01T00:00:00.500000+00:00",
    });
    assert_eq!(lines[1], upload);
    sandbox.hf(&format!("sync src {PLACE}/up --delete --plan plan.jsonl")).success();
    assert!(writes(&sandbox).is_empty());
    sandbox.hf("sync --apply plan.jsonl").success();
    assert_eq!(paths(&sandbox, "ada/scratch")[6..], ["up/a.txt", "up/deep/b.bin", "up/deep/empty"]);
}

#[test]
fn a_plan_that_was_edited_or_that_is_old_is_told() {
    let sandbox = with_folder();
    let header =
        format!(r#"{{"type": "header", "source": "{PLACE}", "dest": "dst", "timestamp": "t", "summary": {{}}}}"#);
    for (lines, says) in [
        ("", "the plan is empty"),
        ("{}", "line 1 of the plan is not its header"),
        (&*format!("{header}\n{{\"type\": \"operation\", \"action\": 3}}"), "line 2 of the plan is not an operation"),
        (
            &*format!("{header}\n{{\"type\": \"operation\", \"action\": \"download\", \"path\": \"../evil.txt\"}}"),
            "leads out of its folder",
        ),
    ] {
        sandbox.write("plan.jsonl", lines);
        let output = sandbox.hf("sync --apply plan.jsonl");
        assert_eq!(output.code(), Some(1), "{output}");
        assert!(output.stderr.contains(says), "{output}");
    }
    sandbox.hf(&format!("sync src {PLACE}/up --plan plan.jsonl")).success();
    fs::remove_file(sandbox.work().join("src/a.txt")).unwrap();
    let output = sandbox.hf("sync --apply plan.jsonl");
    assert!(output.stderr.contains("cannot read 'src/a.txt'"), "{output}");
    assert!(writes(&sandbox).is_empty());
}

#[test]
fn what_changed_since_its_deletion_was_planned_is_kept() {
    let sandbox = with_folder();
    sandbox.write("dst/mine.txt", "old");
    sandbox.hf(&format!("sync {PLACE}/none dst --delete --plan plan.jsonl")).success();
    sandbox.write("dst/mine.txt", "new");
    let output = sandbox.hf("sync --apply plan.jsonl").success();
    assert!(output.stderr.contains("keeping 'mine.txt': it changed since the plan was made"), "{output}");
    assert_eq!(sandbox.read("dst/mine.txt"), b"new");
}

#[test]
fn files_are_deleted_last_and_only_if_all_else_succeeded() {
    let sandbox = with_folder();
    sandbox.hf(&format!("sync src {PLACE} --delete")).success();
    assert_eq!(paths(&sandbox, "ada/scratch"), ["a.txt", "deep/b.bin", "deep/empty"]);
    assert_eq!(writes(&sandbox).len(), 2, "additions and deletions are not sent together");
    sandbox.write("src/c.txt", "c");
    fs::remove_file(sandbox.work().join("src/a.txt")).unwrap();
    let said = json!({"success": false, "failed": [{"path": "c.txt", "error": "Quota exceeded"}]});
    sandbox.hub().fault(Fault::new("POST", "*/batch", Effect::Json(said)));
    let output = sandbox.hf(&format!("sync src {PLACE} --delete"));
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("c.txt: Quota exceeded"), "{output}");
    assert!(files(&sandbox, "ada/scratch").contains_key("a.txt"));
}

#[test]
fn local_files_are_deleted_with_their_empty_folders_and_never_through_a_link() {
    let sandbox = with_folder();
    sandbox.write("outside/keep.txt", "x");
    sandbox.write("dst/old/deep/gone.txt", "x");
    std::os::unix::fs::symlink("../outside", sandbox.work().join("dst/link")).unwrap();
    sandbox.hf(&format!("sync {PLACE}/logs dst --delete")).success();
    assert!(!sandbox.work().join("dst/old").exists());
    assert_eq!(sandbox.read("outside/keep.txt"), b"x");
    assert_eq!(sandbox.read("dst/2026/a.log"), b"line one\n");
}

#[test]
fn filters_choose_on_both_sides() {
    let sandbox = with_folder();
    sandbox.write("rules.txt", "# rules\n+ a.txt\n- *\n");
    sandbox.hub().world().put_in_bucket("ada/scratch", "up/other", b"", 0);
    sandbox.hf(&format!("sync src {PLACE}/up --filter-from rules.txt --delete")).success();
    assert_eq!(paths(&sandbox, "ada/scratch")[6..], ["up/a.txt", "up/other"]);
    let output = sandbox.hf(&format!("sync src {PLACE}/up --exclude deep/ --existing -v")).success();
    assert!(output.stdout.contains("  Skipping: a.txt (identical)\n"), "{output}");
    assert!(!output.stdout.contains("deep"), "{output}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let sandbox = with_folder();
    sandbox.write("file", "x");
    for (words, code) in [
        ("src dst", 2),
        ("hf://buckets/ada/a hf://buckets/ada/b", 2),
        ("src hf://datasets/ada/planets", 2),
        ("", 2),
        (&*format!("none {PLACE}"), 2),
        (&*format!("{PLACE} file"), 2),
        (&*format!("src {PLACE} --existing --ignore-existing"), 2),
        (&*format!("src {PLACE} --ignore-times --ignore-sizes"), 2),
        (&*format!("src {PLACE} --dry-run --plan x"), 2),
        (&*format!("src {PLACE} --apply x"), 2),
        ("--apply none.jsonl", 9),
    ] {
        let output = sandbox.hf(&format!("sync {words}"));
        assert!(output.code() == Some(code) || code == 9 && output.code() != Some(0), "{words}\n{output}");
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn a_missing_bucket_is_created_where_that_is_wished() {
    let sandbox = with_folder();
    let output = sandbox.hf("sync src hf://buckets/ada/fresh");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.contains("bucket 'ada/fresh' not found"), "{output}");
    sandbox.hf("sync src hf://buckets/ada/fresh --create").success();
    assert_eq!(paths(&sandbox, "ada/fresh").len(), 3);
    let output = sandbox.command("sync src hf://buckets/ada/scratch").token(BOB).run();
    assert_eq!(output.code(), Some(4), "{output}");
    assert_eq!(sandbox.hf("sync hf://buckets/ada/none dst").code(), Some(3));
}

#[test]
fn names_that_lead_elsewhere_are_refused_before_anything_is_written() {
    let sandbox = with_xet();
    sandbox.hub().world().put_in_bucket("ada/vault", "../evil.txt", b"", 0);
    let output = sandbox.hf("sync hf://buckets/ada/vault dst");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(!sandbox.work().join("dst").exists());
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let sandbox = with_xet();
    sandbox.write("dst/keys.txt.0123abcd.tmp", "half");
    sandbox.hf("sync hf://buckets/ada/vault dst").success();
    assert_eq!(crate::disk::files(&sandbox.work().join("dst")), ["keys.txt"]);
}

#[test]
fn content_is_compared_on_request() {
    let sandbox = with_xet();
    for (name, content) in [("same", "one"), ("other", "two"), ("empty", "")] {
        sandbox.write(&format!("d/{name}"), content);
    }
    sandbox.hf("sync d hf://buckets/ada/vault/d").success();
    // Of the same size; nothing else tells that it is another file, and the times of the others say that they are newer.
    sandbox.write("d/other", "TWO");
    for name in ["same", "empty"] {
        let file = std::fs::File::options().append(true).open(sandbox.work().join("d").join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(3600)).unwrap();
    }
    let plan = |words: &str| {
        let output = sandbox.hf(&format!("sync {words} --checksum --dry-run")).success().stdout;
        let lines = output.lines().skip(1).map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        lines.map(|line| format!("{} {}", line["path"], line["reason"])).collect::<Vec<_>>()
    };
    let expected = [
        r#""empty" "same content (--checksum)""#,
        r#""other" "content differs""#,
        r#""same" "same content (--checksum)""#,
    ];
    assert_eq!(plan("d hf://buckets/ada/vault/d"), expected);
    assert_eq!(plan("hf://buckets/ada/vault/d d"), expected);
}
