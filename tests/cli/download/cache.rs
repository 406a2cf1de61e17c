//! What a download leaves in the cache, and how several share it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::sandbox::Sandbox;
use crate::traffic::content;

#[test]
fn the_cache_is_laid_out_as_pythons() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert --include '*.json'").success();
    assert_data_eq!(
        files(&sandbox.hf_home().join("hub")).join("\n"),
        str![[r#"
.locks/models--ada--tiny-bert/7141bad08cdd876227eb8c03f602449d3254db1b.lock
.locks/models--ada--tiny-bert/d436ae1c04c5abbe36656282af2b14cc014fbda0.lock
CACHEDIR.TAG
models--ada--tiny-bert/blobs/7141bad08cdd876227eb8c03f602449d3254db1b
models--ada--tiny-bert/blobs/d436ae1c04c5abbe36656282af2b14cc014fbda0
models--ada--tiny-bert/refs/main
models--ada--tiny-bert/snapshots/1680adb35d90f36c338a6ed95dc98d0ac690c4c8/config.json
models--ada--tiny-bert/snapshots/1680adb35d90f36c338a6ed95dc98d0ac690c4c8/tokenizer_config.json
models--ada--tiny-bert/trees/1680adb35d90f36c338a6ed95dc98d0ac690c4c8.json
"#]]
    );
}

#[test]
fn everything_in_a_cache_that_a_group_shares_can_be_read_by_the_group() {
    let sandbox = Sandbox::demo();
    let script = "umask 027; \"$0\" download ada/tiny-bert";
    sandbox.program("sh", "-c").argument(script).argument(env!("CARGO_BIN_EXE_hf")).run().success();
    let hub = sandbox.hf_home().join("hub");
    for file in files(&hub) {
        let mode = fs::metadata(hub.join(&file)).unwrap().permissions().mode() & 0o777;
        assert!(file.starts_with(".locks/") || mode == 0o640, "{file} has {mode:o}");
    }
}

#[test]
fn an_entry_is_a_relative_link_to_its_blob() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download datasets/ada/planets data/inner/planets.csv").success();
    let cache = cached(&sandbox, "datasets--ada--planets");
    let entry = cache.join("snapshots").join(&files(&cache.join("snapshots"))[0]);
    let blob = &files(&cache.join("blobs"))[0];
    assert_eq!(fs::read_link(entry).unwrap().to_str().unwrap(), format!("../../../../blobs/{blob}"));
}

#[test]
fn the_cache_folder_can_be_named_by_flag_and_by_variable() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model a.txt --cache-dir flag").success();
    sandbox.command("download ada/model a.txt").env("HF_HUB_CACHE", "variable").run().success();
    for folder in ["flag", "variable"] {
        let found = files(&sandbox.work().join(folder));
        assert!(found.contains(&"models--ada--model/refs/main".to_owned()), "{found:?}");
    }
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
    assert_whole(&sandbox);
}

#[test]
fn without_links_the_snapshot_holds_the_files_themselves() {
    let sandbox = with_model(&[("a.txt", b"the same"), ("b.txt", b"the same"), ("c.bin", b"c")]);
    let command = || sandbox.command("download ada/model --quiet").env("HF_HUB_DISABLE_SYMLINKS", "1");
    let output = command().run().success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    for name in ["a.txt", "b.txt", "c.bin"] {
        assert!(fs::symlink_metadata(format!("{snapshot}/{name}")).unwrap().is_file(), "{name}");
    }
    assert_eq!(fs::read(format!("{snapshot}/b.txt")).unwrap(), b"the same");
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("blobs")), [""; 0]);
    sandbox.hub().forget();
    command().run().success();
    assert_eq!(content(sandbox.hub()).len(), 0);
}

#[test]
fn two_downloads_at_once_fetch_everything_once() {
    let sandbox = with_model(&[("a.bin", &noise(100_000)), ("b.bin", &noise(99_000)), ("c.txt", b"c")]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Slow(400_000)));
    let command = || sandbox.command("download ada/model --quiet").spawn();
    let (first, second) = (command(), command());
    let (first, second) = (first.wait().success(), second.wait().success());
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(content(sandbox.hub()).len(), 4);
    assert_whole(&sandbox);
}

#[test]
fn what_another_client_left_unfinished_does_not_matter() {
    let sandbox = with_model(&[("a.bin", b"content")]);
    sandbox.hf("download ada/model a.bin").success();
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    let blob = blobs.join(&files(&blobs)[0]);
    fs::remove_file(&blob).unwrap();
    let leftovers = [blob.with_extension("incomplete"), blob.with_extension("01234567.incomplete")];
    for leftover in &leftovers {
        fs::write(leftover, "something else, and longer").unwrap();
    }
    sandbox.hf("download ada/model a.bin").success();
    for leftover in &leftovers {
        drop(fs::remove_file(leftover));
    }
    assert_whole(&sandbox);
}

#[test]
fn a_blob_in_the_place_of_the_entry_is_kept_by_the_other_revision() {
    let sandbox = Sandbox::demo();
    sandbox.hf("download ada/tiny-bert config.json --revision v1.0").success();
    sandbox.hub().forget();
    sandbox.hf("download ada/tiny-bert config.json --revision main").success();
    assert_eq!(content(sandbox.hub()).len(), 0);
    assert_whole(&sandbox);
}

#[test]
fn a_file_that_the_repo_lacks_is_remembered_for_python() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("download ada/tiny-bert adapter_config.json").code(), Some(3));
    let cache = cached(&sandbox, "models--ada--tiny-bert");
    let absent = files(&cache.join(".no_exist"));
    assert_eq!(absent.len(), 1);
    assert!(absent[0].ends_with("/adapter_config.json"), "{absent:?}");
}

#[test]
fn a_branch_is_remembered_only_when_all_of_it_is_there() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::status(403)));
    assert_eq!(sandbox.hf("download ada/model").code(), Some(4));
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("refs")), [""; 0]);
    sandbox.hub().clear_faults();
    sandbox.hf("download ada/model").success();
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("refs")), ["main"]);
    assert_whole(&sandbox);
}

#[test]
fn a_relative_cache_folder_is_told_by_its_absolute_name() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let output = sandbox.hf("download ada/model a.txt --cache-dir there --quiet").success();
    assert!(output.stdout.starts_with("[CWD]/there/models--ada--model/snapshots/"), "{output}");
}
