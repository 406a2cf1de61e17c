//! `--local-dir`: files at their own paths in a folder of the user's.

use std::fs;

use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;
use crate::traffic::content;

#[test]
fn files_lie_at_their_own_paths_and_their_records_aside() {
    let sandbox = with_model(&[("a.txt", b"a"), ("inner/b.bin", b"b")]);
    let output = sandbox.hf("download ada/model --local-dir here --quiet").success();
    assert_eq!(output.stdout, "[CWD]/here\n");
    assert_data_eq!(
        files(&sandbox.work().join("here")).join("\n"),
        str![[r#"
.cache/huggingface/.gitignore
.cache/huggingface/CACHEDIR.TAG
.cache/huggingface/download/.gitattributes.lock
.cache/huggingface/download/.gitattributes.metadata
.cache/huggingface/download/a.txt.lock
.cache/huggingface/download/a.txt.metadata
.cache/huggingface/download/inner/b.bin.lock
.cache/huggingface/download/inner/b.bin.metadata
.cache/huggingface/trees/[..].json
.gitattributes
a.txt
inner/b.bin
"#]]
    );
    assert_whole(&sandbox);
}

#[test]
fn the_repo_cache_is_not_filled() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(files(&sandbox.hf_home()), ["hub/models--ada--model/refs/main", "xet/hf/checked"]);
}

#[test]
fn one_file_is_told_by_its_place_in_the_folder() {
    let sandbox = with_model(&[("inner/b.bin", b"b")]);
    let output = sandbox.hf("download ada/model inner/b.bin --local-dir there/../here --quiet");
    assert_eq!(output.success().stdout, "[CWD]/here/inner/b.bin\n");
    assert_eq!(sandbox.read("here/inner/b.bin"), b"b");
}

#[test]
fn what_is_there_and_recorded_is_not_fetched_again() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    sandbox.hf("download ada/model --local-dir here").success();
    sandbox.hub().forget();
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(sandbox.hub().requests(), ["GET /api/models/ada/model/revision/main 200"]);
}

#[test]
fn what_lies_there_without_a_record_is_known_by_its_hash() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b"), ("c.bin", b"c")]);
    sandbox.write("here/a.txt", "a");
    sandbox.write("here/b.bin", "b");
    sandbox.write("here/c.bin", "another content");
    sandbox.hf("download ada/model --local-dir here --include '?.*'").success();
    assert_eq!(content(sandbox.hub()).len(), 1);
    assert_eq!(sandbox.read("here/c.bin"), b"c");
    assert_whole(&sandbox);
}

#[test]
fn a_file_that_the_user_changed_is_replaced() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model a.txt --local-dir here").success();
    let changed = fs::File::options().write(true).open(sandbox.write("here/a.txt", "mine")).unwrap();
    changed.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(10)).unwrap();
    sandbox.hf("download ada/model a.txt --local-dir here").success();
    assert_eq!(sandbox.read("here/a.txt"), b"a");
}

#[test]
fn a_file_that_is_in_the_cache_is_copied_from_there() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    sandbox.hf("download ada/model").success();
    sandbox.hub().forget();
    let output = sandbox.hf("download ada/model --local-dir here");
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [CWD]/here
--- stderr ---
Downloading 3 files, 475 B
...
Downloaded 3 files, 475 B (475 B were there) in [..]

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 0);
    assert!(!sandbox.work().join("here/b.bin").is_symlink());
    assert_whole(&sandbox);
}

#[test]
fn another_revision_replaces_only_what_differs() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.txt", b"b")]);
    sandbox.hf("download ada/model --local-dir here").success();
    sandbox.hub().world().write_file(Kind::Model, "ada/model", "b.txt", b"new");
    sandbox.hub().forget();
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(content(sandbox.hub()).len(), 1);
    assert_eq!((sandbox.read("here/a.txt"), sandbox.read("here/b.txt")), (b"a".to_vec(), b"new".to_vec()));
    assert_whole(&sandbox);
}

#[test]
fn files_of_the_users_own_stay() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.write("here/mine.txt", "mine");
    sandbox.hf("download ada/model --local-dir here --force-download").success();
    assert_eq!(sandbox.read("here/mine.txt"), b"mine");
}

#[test]
fn a_link_in_the_folder_is_replaced_and_not_written_through() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let outside = sandbox.write("outside.txt", "outside");
    sandbox.write("here/x", "");
    std::os::unix::fs::symlink(&outside, sandbox.work().join("here/a.txt")).unwrap();
    sandbox.hf("download ada/model a.txt --local-dir here").success();
    assert_eq!((sandbox.read("here/a.txt"), sandbox.read("outside.txt")), (b"a".to_vec(), b"outside".to_vec()));
}

#[test]
fn the_folder_may_be_named_in_any_way() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    for folder in [".", "with blank", "deep/er", "./dot/"] {
        sandbox.command("download ada/model a.txt --local-dir").argument(folder).run().success();
        assert_eq!(sandbox.read(&format!("{folder}/a.txt")), b"a");
    }
    assert_whole(&sandbox);
}

#[test]
fn a_folder_and_a_cache_exclude_each_other() {
    let sandbox = Sandbox::empty();
    assert_data_eq!(
        sandbox.hf("download ada/model --local-dir a --cache-dir b"),
        str![[r#"
status: 2
--- stdout ---
--- stderr ---
Usage: hf download [OPTIONS] <REPO_ID> [FILENAMES]...
Try 'hf download --help' for help.

Error: --local-dir and --cache-dir cannot be used together

"#]]
    );
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn the_cache_has_no_part_in_a_forced_download() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model").success();
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    sandbox.hub().forget();
    sandbox.hf("download ada/model --local-dir here --force-download").success();
    assert_eq!(content(sandbox.hub()).len(), 2);
    assert_eq!(files(&blobs).len(), 2);
}

#[test]
fn what_is_damaged_in_the_cache_is_fetched_instead_of_copied() {
    let sandbox = with_model(&[("a.txt", b"good")]);
    sandbox.hf("download ada/model").success();
    let snapshots = cached(&sandbox, "models--ada--model").join("snapshots");
    let copy = &files(&snapshots)[1];
    fs::write(snapshots.join(copy), "evil").unwrap();
    let output = sandbox.hf("download ada/model a.txt --local-dir here").success();
    assert!(output.stderr.contains("the copy of 'a.txt' in the cache is damaged: fetching it instead"), "{output}");
    assert_eq!(sandbox.read("here/a.txt"), b"good");
}

#[test]
fn a_file_that_is_used_as_it_is_gets_no_new_record() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model a.txt --local-dir here").success();
    sandbox.write("here/a.txt", "mine");
    let record = "here/.cache/huggingface/download/a.txt.metadata";
    let before = sandbox.read(record);
    sandbox.command("download ada/model a.txt --local-dir here").env("HF_HUB_OFFLINE", "1").run().success();
    assert_eq!((sandbox.read("here/a.txt"), sandbox.read(record)), (b"mine".to_vec(), before));
}

#[test]
fn no_file_of_a_repo_passes_for_a_record() {
    for path in [".cache/huggingface/download/b.txt.metadata", ".Cache/HuggingFace/x"] {
        let sandbox = with_model(&[("a.txt", b"a"), (path, b"forged")]);
        for flag in ["", "--link-mode copy"] {
            let output = sandbox.hf(&format!("download ada/model --local-dir here {flag}"));
            assert_eq!(output.code(), Some(8), "{output}");
            assert!(output.stderr.contains("its name is kept for records of downloads"), "{output}");
            assert!(!sandbox.work().join("here").exists());
        }
        sandbox.hf("download ada/model --exclude '.?ache/*' --local-dir here").success();
        sandbox.hf("download ada/model").success();
    }
}

#[test]
fn no_file_of_a_repo_becomes_configuration_of_version_control() {
    for path in [".git/config", "sub/.GIT./hooks/x", "git~1/config", ".hg/hgrc"] {
        let sandbox = with_model(&[("a.txt", b"a")]);
        let oid = "2e65efe2a145dda7ee51d1741299f848e5bf752e";
        let file = |path: &str| json!({"type": "file", "oid": oid, "size": 1, "path": path});
        let listing = json!([file("a.txt"), file(path)]);
        sandbox.hub().fault(Fault::new("GET", "/api/models/ada/model/tree/*", Effect::Json(listing)));
        for flag in ["", "--link-mode copy"] {
            let output = sandbox.hf(&format!("download ada/model --local-dir here {flag}"));
            assert_eq!(output.code(), Some(8), "{output}");
            assert!(output.stderr.contains("its name is kept for version control"), "{output}");
            assert!(!sandbox.work().join("here").exists());
        }
        assert_eq!(content(sandbox.hub()).len(), 0, "{path}");
        sandbox.hf(&format!("download ada/model --exclude {path} --local-dir here")).success();
        sandbox.hf("download ada/model --dry-run").success();
    }
}

#[test]
fn a_record_from_the_future_says_nothing() {
    let sandbox = with_model(&[("a.txt", b"good")]);
    sandbox.hf("download ada/model --local-dir here").success();
    let path = "here/.cache/huggingface/download/a.txt.metadata";
    let record = String::from_utf8(sandbox.read(path)).unwrap();
    let lines: Vec<&str> = record.lines().take(2).chain(["9999999999.0"]).collect();
    sandbox.write(path, lines.join("\n") + "\n");
    sandbox.write("here/a.txt", "evil");
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(sandbox.read("here/a.txt"), b"good");
}
