//! `--link-mode`: a folder of the user's whose files come from the cache.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::traffic::content;

const LARGE: usize = 5 * 1024 * 1024;

fn linked(sandbox: &Sandbox, mode: &str) -> Output {
    sandbox.hf(&format!("download ada/model --local-dir here --quiet --link-mode {mode}")).success()
}

/// The snapshot's entry of a file of `ada/model` at main.
fn entry(sandbox: &Sandbox, path: &str) -> PathBuf {
    let repo = cached(sandbox, "models--ada--model");
    let commit = fs::read_to_string(repo.join("refs/main")).unwrap();
    repo.join("snapshots").join(commit).join(path)
}

fn is_one_file(sandbox: &Sandbox, path: &str) -> bool {
    let inode = |path: PathBuf| fs::metadata(path).unwrap().ino();
    inode(entry(sandbox, path)) == inode(sandbox.work().join("here").join(path))
}

#[test]
fn the_cache_is_filled_and_the_folder_complete() {
    let sandbox = with_model(&[("a.txt", b"a"), ("inner/b.bin", b"b")]);
    let output = linked(&sandbox, "hardlink");
    assert_eq!(output.stdout, "[CWD]/here\n");
    assert!(is_one_file(&sandbox, "a.txt") && is_one_file(&sandbox, "inner/b.bin"));
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
fn a_folder_that_was_linked_asks_for_nothing_without_the_flag() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    linked(&sandbox, "hardlink");
    sandbox.hub().forget();
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(sandbox.hub().requests(), ["GET /api/models/ada/model/revision/main 200"]);
}

#[test]
fn one_file_is_told_by_its_place_in_the_folder() {
    let sandbox = with_model(&[("inner/b.bin", b"b")]);
    let output = sandbox.hf("download ada/model inner/b.bin --local-dir here --link-mode hardlink --quiet");
    assert_eq!(output.success().stdout, "[CWD]/here/inner/b.bin\n");
    assert!(is_one_file(&sandbox, "inner/b.bin"));
}

#[test]
fn a_symbolic_link_leads_to_the_blob_from_wherever_the_folder_is_moved() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    linked(&sandbox, "symlink");
    fs::rename(sandbox.work().join("here"), sandbox.work().join("there")).unwrap();
    let target = fs::read_link(sandbox.work().join("there/a.txt")).unwrap();
    assert_eq!(target.parent().unwrap(), cached(&sandbox, "models--ada--model").join("blobs"));
    assert_eq!(sandbox.read("there/a.txt"), b"a");
}

#[test]
fn a_copy_is_a_file_of_its_own() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    linked(&sandbox, "hardlink");
    linked(&sandbox, "copy");
    assert!(!is_one_file(&sandbox, "a.txt"));
    assert_whole(&sandbox);
}

#[test]
fn by_itself_it_copies_what_is_small() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    linked(&sandbox, "auto");
    assert!(!is_one_file(&sandbox, "a.txt"));
    sandbox.write("here/a.txt", "changed in place");
    assert_eq!(fs::read(entry(&sandbox, "a.txt")).unwrap(), b"a");
}

/// Where the file system shares blocks, what is linked there is another file; both take no second room.
#[test]
fn by_itself_it_makes_no_second_copy_of_what_is_large() {
    let large = noise(LARGE);
    let sandbox = with_model(&[("large.bin", &large)]);
    linked(&sandbox, "auto");
    let probe = sandbox.command("download ada/model --local-dir probe --link-mode reflink").run();
    let shares_blocks = probe.status.success();
    assert_eq!(is_one_file(&sandbox, "large.bin"), !shares_blocks);
    assert_eq!(sandbox.read("here/large.bin"), large);
}

#[test]
fn an_update_replaces_what_is_linked_and_never_writes_through_it() {
    for (mode, again) in
        [("hardlink", ""), ("symlink", ""), ("hardlink", "--link-mode hardlink"), ("symlink", "--link-mode symlink")]
    {
        let sandbox = with_model(&[("a.txt", b"old"), ("b.bin", b"old, too")]);
        linked(&sandbox, mode);
        let old = [entry(&sandbox, "a.txt"), entry(&sandbox, "b.bin")];
        for name in ["a.txt", "b.bin"] {
            sandbox.hub().world().write_file(Kind::Model, "ada/model", name, b"new");
        }
        sandbox.hf(&format!("download ada/model --local-dir here {again}")).success();
        assert_eq!((sandbox.read("here/a.txt"), sandbox.read("here/b.bin")), (b"new".to_vec(), b"new".to_vec()));
        assert_eq!(old.map(|entry| fs::read(entry).unwrap()), [b"old".to_vec(), b"old, too".to_vec()]);
        assert_whole(&sandbox);
    }
}

#[test]
fn copies_of_an_earlier_download_become_links() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model --local-dir here").success();
    linked(&sandbox, "hardlink");
    assert!(is_one_file(&sandbox, "a.txt"));
    assert_whole(&sandbox);
}

#[test]
fn what_is_linked_already_is_left_alone() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    linked(&sandbox, "symlink");
    let inode = || fs::symlink_metadata(sandbox.work().join("here/a.txt")).unwrap().ino();
    let before = inode();
    linked(&sandbox, "symlink");
    assert_eq!(inode(), before);
}

#[test]
fn a_file_that_the_user_changed_is_replaced() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    linked(&sandbox, "copy");
    let changed = fs::File::options().write(true).open(sandbox.write("here/a.txt", "mine")).unwrap();
    changed.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(10)).unwrap();
    linked(&sandbox, "copy");
    assert_eq!(sandbox.read("here/a.txt"), b"a");
}

#[test]
fn a_folder_is_filled_without_a_network_from_what_the_cache_has() {
    let sandbox = with_model(&[("a.txt", b"a"), ("inner/b.bin", b"b")]);
    sandbox.hf("download ada/model").success();
    sandbox.hub().forget();
    for words in ["--include 'inner/*' --local-dir some", "a.txt --local-dir one", "--local-dir here"] {
        let command = sandbox.command("download ada/model --link-mode hardlink").words(words);
        command.env("HF_HUB_OFFLINE", "1").run().success();
    }
    assert_eq!((sandbox.read("some/inner/b.bin"), sandbox.read("one/a.txt")), (b"b".to_vec(), b"a".to_vec()));
    assert!(!sandbox.work().join("some/a.txt").exists());
    assert!(is_one_file(&sandbox, "inner/b.bin"));
    assert_eq!(sandbox.hub().requests(), [""; 0]);
    assert_whole(&sandbox);
}

#[test]
fn a_cache_without_links_can_be_linked_to() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    let command = sandbox.command("download ada/model --local-dir here --link-mode hardlink");
    command.env("HF_HUB_DISABLE_SYMLINKS", "1").run().success();
    assert!(is_one_file(&sandbox, "a.txt") && is_one_file(&sandbox, "b.bin"));
    assert_whole(&sandbox);
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model --local-dir here --link-mode auto --dry-run").success();
    assert_eq!(files(&sandbox.work()), [""; 0]);
    assert_eq!(content(sandbox.hub()).len(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn the_only_way_that_is_allowed_is_not_replaced_by_another() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    // No link crosses from one disk to another; one of these is in memory.
    let device = |path: &Path| fs::metadata(path).unwrap().dev();
    let disks = [Path::new("/dev/shm"), Path::new(env!("CARGO_TARGET_TMPDIR"))];
    let other = disks.into_iter().find(|disk| device(disk) != device(&sandbox.work())).unwrap();
    let other_disk = tempfile::tempdir_in(other).unwrap();
    let command = |mode: &str| {
        let command = sandbox.command("download ada/model a.txt --link-mode").argument(mode).argument("--local-dir");
        command.argument(other_disk.path()).run()
    };
    let failed = command("hardlink");
    assert_eq!(failed.status.code(), Some(8));
    assert!(failed.stderr.contains("through a hard link"), "{}", failed.stderr);
    assert!(!other_disk.path().join("a.txt").exists());
    command("auto").success();
    assert_eq!(fs::read(other_disk.path().join("a.txt")).unwrap(), b"a");
}

#[test]
fn it_is_for_a_folder_only() {
    assert_data_eq!(
        Sandbox::empty().hf("download ada/model --link-mode auto"),
        str![[r#"
status: 2
--- stdout ---
--- stderr ---
Usage: hf download [OPTIONS] <REPO_ID> [FILENAMES]...
Try 'hf download --help' for help.

Error: missing --local-dir <DIR>

"#]]
    );
}
