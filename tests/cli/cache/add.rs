//! `hf cache add`: a file that is on this machine becomes one of the cache.

use std::fs;
use std::os::unix::fs::MetadataExt;

use snapbox::{assert_data_eq, str};

use crate::disk::{assert_whole, files};
use crate::download::{cached, with_model_and};
use crate::local_hub::Options;
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;
use crate::traffic::content;

const LARGE: usize = 5 * 1024 * 1024;

/// The model `ada/model`, and in the working folder files with contents of it.
fn sandbox() -> Sandbox {
    let files: [(&str, &[u8]); 4] =
        [("small.txt", b"small"), ("deep/large.bin", b"large"), ("again.bin", b"twice"), ("deep/again.bin", b"twice")];
    let sandbox = with_model_and(&files, Options::default());
    sandbox.write("mine", "large");
    sandbox.write("text", "small");
    sandbox.write("two", "twice");
    sandbox.write("other", "other");
    sandbox
}

#[test]
fn a_file_is_put_where_its_hash_says_and_nothing_is_fetched() {
    let sandbox = sandbox();
    let output = sandbox.hf("cache add mine --repo ada/model");
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
✓ Added
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]/deep/large.bin
  files: deep/large.bin
  commit: [..]
--- stderr ---

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 0, "{:#?}", sandbox.hub().requests());
    assert_eq!(sandbox.read("mine"), b"large");
    assert_whole(&sandbox);
}

#[test]
fn what_was_added_is_downloaded_by_nobody() {
    let sandbox = sandbox();
    sandbox.hf("cache add mine --repo ada/model").success();
    sandbox.hf("cache add text --repo ada/model").success();
    sandbox.hub().forget();
    for name in ["deep/large.bin", "small.txt"] {
        let command = sandbox.command("download ada/model --quiet").argument(name).env("HF_HUB_OFFLINE", "1");
        assert!(command.run().success().stdout.trim_end().ends_with(name));
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
    sandbox.hf("download ada/model").success();
    assert_eq!(content(sandbox.hub()).len(), 2, "two contents were not there: {:#?}", sandbox.hub().requests());
    assert_whole(&sandbox);
}

#[test]
fn a_content_of_several_paths_is_added_to_all_of_them_or_to_the_one_that_is_named() {
    let sandbox = sandbox();
    let added = |words: &str| sandbox.hf(words).success().json()["files"].clone();
    assert_eq!(added("cache add two --repo ada/model --json --dry-run").as_array().unwrap().len(), 2);
    assert_eq!(added("cache add two --repo ada/model --json --path deep/again.bin")[0], "deep/again.bin");
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("snapshots")).len(), 1);
    added("cache add two --repo ada/model --json");
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("snapshots")).len(), 2);
}

#[test]
fn a_content_that_the_repo_does_not_have_is_refused() {
    let sandbox = sandbox();
    assert_data_eq!(
        sandbox.hf("cache add other --repo ada/model"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: no file in ada/model at main has the content of 'other'
[..]

"#]]
    );
    assert_data_eq!(
        sandbox.hf("cache add mine --repo ada/model --path small.txt"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: 'small.txt' in ada/model at main differs from 'mine'
[..]

"#]]
    );
    let output = sandbox.hf("cache add mine --repo ada/model --path none.txt");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: 'none.txt' does not exist in ada/model at main\n"), "{output}");
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn a_hard_link_to_what_the_cache_has_is_moved_too() {
    let sandbox = sandbox();
    sandbox.hf("cache add mine --repo ada/model --link-mode hardlink").success();
    sandbox.hf("cache add mine --repo ada/model --move").success();
    assert!(!sandbox.work().join("mine").exists());
    assert_whole(&sandbox);
}

#[test]
fn a_pipe_is_no_regular_file() {
    let sandbox = sandbox();
    sandbox.program("mkfifo", "pipe").run().success();
    let output = sandbox.hf("cache add pipe --repo ada/model");
    assert_eq!(output.code(), Some(8), "{output}");
    assert!(output.stderr.contains("no regular file") && !output.stderr.contains("directory"), "{output}");
}

#[test]
fn a_file_that_is_moved_is_there_no_longer() {
    let sandbox = sandbox();
    let inode = fs::metadata(sandbox.work().join("mine")).unwrap().ino();
    sandbox.hf("cache add mine --repo ada/model --move").success();
    assert!(!sandbox.work().join("mine").exists());
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    assert_eq!(fs::metadata(blobs.join(&files(&blobs)[0])).unwrap().ino(), inode);
    assert_whole(&sandbox);
}

#[test]
fn a_link_is_not_moved() {
    let sandbox = sandbox();
    std::os::unix::fs::symlink("mine", sandbox.work().join("link")).unwrap();
    assert_eq!(sandbox.hf("cache add link --repo ada/model --move").status.code(), Some(2));
    sandbox.hf("cache add link --repo ada/model").success();
    assert_eq!(sandbox.read("mine"), b"large");
    assert_whole(&sandbox);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_is_moved_from_another_disk() {
    let sandbox = sandbox();
    let other_disk = tempfile::tempdir_in("/dev/shm").unwrap();
    let file = other_disk.path().join("mine");
    fs::write(&file, "large").unwrap();
    sandbox.command("cache add --repo ada/model --move").argument(&file).run().success();
    assert!(!file.exists());
    assert_whole(&sandbox);
}

#[test]
fn a_small_file_is_copied_and_a_large_one_is_not() {
    let large = noise(LARGE);
    let sandbox = with_model_and(&[("small.txt", b"small"), ("large.bin", &large)], Options::default());
    for (name, bytes) in [("small", &b"small"[..]), ("large", &large)] {
        sandbox.write(name, bytes);
        let path = sandbox.hf(&format!("cache add {name} --repo ada/model --quiet --link-mode auto")).success();
        let path = path.bytes.trim_ascii_end().to_vec();
        let blocks = |path: &std::path::Path| fs::metadata(path).unwrap().ino();
        let is_one = blocks(String::from_utf8(path).unwrap().as_ref()) == blocks(&sandbox.work().join(name));
        // Where the disk shares blocks, no file has to be another's.
        let probe = sandbox.hf("cache add small --repo ada/model --link-mode reflink");
        assert!(!is_one || name == "large");
        assert!(is_one || name == "small" || probe.status.success());
    }
    assert_whole(&sandbox);
}

#[test]
fn a_dry_run_changes_nothing() {
    let sandbox = sandbox();
    let output = sandbox.hf("cache add mine --repo ada/model --dry-run --move").success();
    assert!(output.stdout.contains("deep/large.bin"), "{}", output.stdout);
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
    assert_eq!(sandbox.read("mine"), b"large");
}

#[test]
fn a_missing_file_and_a_folder_are_told() {
    let sandbox = sandbox();
    for (file, code) in [("none", 3), (".", 8)] {
        let output = sandbox.hf(&format!("cache add {file} --repo ada/model"));
        assert_eq!(output.status.code(), Some(code), "{}", output.stderr);
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}
