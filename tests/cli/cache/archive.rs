//! `hf cache export` and `import`: repos in one file, and out of it again.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::{Path, PathBuf};

use snapbox::{assert_data_eq, str};

use crate::disk::{assert_whole, files};
use crate::download::{cached, with_model_and};
use crate::local_hub::Options;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::Record;
use crate::local_hub::world::seed::noise;
use crate::run::Run;
use crate::sandbox::Sandbox;

/// With repos of two types, several revisions and a pull request in the cache.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::demo();
    for words in
        ["ada/tiny-bert", "ada/tiny-bert --revision v1.0", "ada/tiny-bert --revision refs/pr/1", "datasets/ada/planets"]
    {
        sandbox.hf(&format!("download {words}")).success();
    }
    sandbox
}

/// A command of the machine without a network.
fn elsewhere<'s>(sandbox: &'s Sandbox, words: &str) -> Run<'s> {
    sandbox.command(words).env("HF_HOME", other_home(sandbox)).env("HF_HUB_OFFLINE", "1")
}

fn other_home(sandbox: &Sandbox) -> PathBuf {
    sandbox.work().join("elsewhere")
}

/// What a cache holds, without locks.
fn holds(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = files(folder).into_iter().filter(|name| !name.starts_with(".locks/"));
    names.map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

#[test]
fn what_was_exported_is_the_same_cache_elsewhere() {
    for name in ["all.tar", "all.tar.zst", "all.tar.gz"] {
        let sandbox = sandbox();
        sandbox.hf(&format!("cache export ada/tiny-bert dataset/ada/planets -o {name}")).success();
        elsewhere(&sandbox, "cache import").argument(name).run().success();
        assert_eq!(holds(&sandbox.hf_home().join("hub")), holds(&other_home(&sandbox).join("hub")));
        assert_whole(&sandbox);
    }
}

#[test]
fn a_name_that_promises_another_kind_of_archive_is_refused() {
    let sandbox = sandbox();
    let output = sandbox.hf("cache export ada/tiny-bert -o all.zip");
    assert_eq!(output.code(), Some(2), "{output}");
    assert!(output.stderr.contains(".tar.gz") && !sandbox.work().join("all.zip").exists(), "{output}");
}

#[test]
fn what_was_imported_is_downloaded_without_a_network() {
    let sandbox = sandbox();
    sandbox.hf("cache export model/ada/tiny-bert datasets/ada/planets -o all.tar.zst").success();
    elsewhere(&sandbox, "cache import all.tar.zst").run().success();
    sandbox.hub().forget();
    for words in ["ada/tiny-bert", "ada/tiny-bert --revision refs/pr/1", "datasets/ada/planets README.md"] {
        elsewhere(&sandbox, "download").words(words).run().success();
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn both_say_what_they_moved() {
    let sandbox =
        with_model_and(&[("a.txt", b"the same"), ("b.txt", b"the same"), ("c.bin", b"c")], Options::default());
    sandbox.hf("download ada/model").success();
    assert_data_eq!(
        sandbox.hf("cache export ada/model -o model.tar"),
        str![[r#"
status: 0
--- stdout ---
✓ Exported
  path: model.tar
  repos: 1
  revisions: 1
  files: 3
  size: 482
  missing: 0
--- stderr ---
Exporting 3 files, 482 B
Exported 3 files, 482 B in [..]

"#]]
    );
    assert_data_eq!(
        elsewhere(&sandbox, "cache import model.tar").run(),
        str![[r#"
status: 0
--- stdout ---
✓ Imported
  path: [CWD]/elsewhere/hub
  repos: 1
  revisions: 1
  files: 3
  size: 482
  present: 0
--- stderr ---
Importing 3 files, 482 B
Imported 3 files, 482 B in [..]

"#]]
    );
}

#[test]
fn one_revision_takes_its_own_contents_and_refs() {
    let sandbox = sandbox();
    let refs = |sandbox: &Sandbox| files(&other_home(sandbox).join("hub/models--ada--tiny-bert/refs"));
    sandbox.hf("cache export ada/tiny-bert --revision v1.0 -o one.tar").success();
    elsewhere(&sandbox, "cache import one.tar").run().success();
    assert_eq!(refs(&sandbox), ["v1.0"]);
    elsewhere(&sandbox, "download ada/tiny-bert --revision v1.0").run().success();
    assert_eq!(elsewhere(&sandbox, "download ada/tiny-bert").run().code(), Some(6));
}

#[test]
fn an_archive_goes_through_pipes() {
    let sandbox = sandbox();
    let exported = sandbox.hf("cache export ada/tiny-bert -o -").success();
    assert!(!exported.bytes.is_empty());
    elsewhere(&sandbox, "cache import -").stdin(exported.bytes).run().success();
    elsewhere(&sandbox, "download ada/tiny-bert").run().success();
}

#[test]
fn the_same_contents_make_the_same_archive() {
    let sandbox = sandbox();
    let exported = || sandbox.hf("cache export ada/tiny-bert datasets/ada/planets -o - --quiet").success().bytes;
    let first = exported();
    sandbox.hf("download ada/tiny-bert --force-download").success();
    assert_eq!(exported(), first);
}

#[test]
fn any_tar_unpacks_it_in_the_folder_of_the_cache() {
    let sandbox = sandbox();
    sandbox.hf("cache export ada/tiny-bert -o bert.tar").success();
    fs::create_dir_all(other_home(&sandbox).join("hub")).unwrap();
    sandbox.program("tar", "-xf bert.tar -C elsewhere/hub").run().success();
    elsewhere(&sandbox, "download ada/tiny-bert").run().success();
    assert_whole(&sandbox);
}

#[test]
fn a_dry_run_of_either_writes_nothing() {
    let sandbox = sandbox();
    let dry = sandbox.hf("cache export ada/tiny-bert -o bert.tar --dry-run --json").success().json();
    assert!(!sandbox.work().join("bert.tar").exists());
    let real = sandbox.hf("cache export ada/tiny-bert -o bert.tar --json").success().json();
    assert_eq!(dry, real);
    let dry = elsewhere(&sandbox, "cache import bert.tar --dry-run --json").run().success().json();
    assert_eq!(dry["size"], real["size"]);
    assert!(!other_home(&sandbox).exists());
}

#[test]
fn what_is_there_already_is_passed_over() {
    let sandbox = sandbox();
    sandbox.hf("cache export ada/tiny-bert --revision main -o main.tar").success();
    sandbox.hf("cache export ada/tiny-bert -o all.tar").success();
    let present = |words: &str| elsewhere(&sandbox, words).run().success().json()["present"].as_u64().unwrap();
    assert_eq!(present("cache import main.tar --json"), 0);
    let kept = present("cache import all.tar --json --dry-run");
    assert!(kept > 0);
    assert_eq!(present("cache import all.tar --json"), kept);
    assert_eq!(elsewhere(&sandbox, "cache import all.tar --json").run().success().json()["size"], 0);
    assert_whole(&sandbox);
}

#[test]
fn an_import_that_was_cut_off_goes_on_where_it_was() {
    let sandbox = sandbox();
    let archive = sandbox.hf("cache export ada/tiny-bert -o -").success().bytes;
    let whole = archive.len();
    for cut in [whole / 2 / 512 * 512, whole / 2 + 7] {
        let output = elsewhere(&sandbox, "cache import -").stdin(&archive[..cut]).run();
        assert_eq!(output.code(), Some(7), "{output}");
        assert_eq!(files(&other_home(&sandbox).join("hub/models--ada--tiny-bert/refs")), [""; 0]);
        assert_whole(&sandbox);
    }
    let output = elsewhere(&sandbox, "cache import - --json").stdin(archive).run().success().json();
    assert!(output["present"].as_u64().unwrap() > 0, "{output}");
    elsewhere(&sandbox, "download ada/tiny-bert").run().success();
    assert_whole(&sandbox);
}

#[test]
fn an_archive_without_its_last_refs_is_no_success() {
    let sandbox = sandbox();
    let archive = sandbox.hf("cache export datasets/ada/planets ada/tiny-bert -o -").success().bytes;
    // Two empty blocks end it, and a ref has two: its name and its commit.
    for cut in [2, 4] {
        let cut = archive.len() - (2 + cut) * 512;
        let output = elsewhere(&sandbox, "cache import -").stdin(&archive[..cut]).run();
        assert_eq!(output.code(), Some(7), "{output}");
        assert!(output.stderr.contains("the archive ends before '"), "{output}");
        assert!(output.stderr.contains("/refs/"), "{output}");
    }
}

#[test]
fn an_archive_that_is_cut_anywhere_is_to_be_copied_again() {
    let sandbox = with_model_and(&[("a.bin", &noise(20_000)), ("b.txt", b"b")], Options::default());
    sandbox.hf("download ada/model").success();
    for name in ["plain.tar", "packed.tar.zst"] {
        sandbox.hf(&format!("cache export ada/model -o {name}")).success();
        let archive = sandbox.read(name);
        for cut in [700, 3000, archive.len() / 2 + 7, archive.len() - 1100] {
            let output = elsewhere(&sandbox, "cache import -").stdin(&archive[..cut]).run();
            assert_eq!(output.code(), Some(7), "{name} {cut} {output}");
            assert!(output.stderr.contains("copy the archive again"), "{name} {cut} {output}");
        }
    }
}

#[test]
fn a_content_of_several_repos_is_in_it_once() {
    let large = noise(300_000);
    let sandbox = with_model_and(&[("large.bin", &large)], Options::default());
    let world = sandbox.hub().world();
    let gitattributes = crate::local_hub::world::seed::GITATTRIBUTES.as_bytes();
    let again: [(&str, &[u8]); 2] = [(".gitattributes", gitattributes), ("again.bin", &large)];
    world.create_repo(Record::new(Kind::Model, "ada/other", world.now()), "ada", &again);
    for repo in ["ada/model", "ada/other"] {
        sandbox.hf(&format!("download {repo}")).success();
    }
    sandbox.hf("cache export ada/model ada/other -o both.tar").success();
    assert!(fs::metadata(sandbox.work().join("both.tar")).unwrap().len() < 400_000);
    elsewhere(&sandbox, "cache import both.tar").run().success();
    for repo in ["ada/model", "ada/other"] {
        elsewhere(&sandbox, "download").argument(repo).run().success();
    }
    assert_whole(&sandbox);
}

#[test]
fn what_the_cache_keeps_without_links_is_exported_too() {
    let sandbox = with_model_and(&[("a.txt", b"a"), ("c.bin", b"c")], Options::default());
    sandbox.command("download ada/model").env("HF_HUB_DISABLE_SYMLINKS", "1").run().success();
    sandbox.hf("cache export ada/model -o model.tar").success();
    for (home, links) in [("elsewhere", ""), ("third", "1")] {
        let command = |words: &str| {
            let command = sandbox.command(words).env("HF_HOME", sandbox.work().join(home));
            command.env("HF_HUB_DISABLE_SYMLINKS", links).env("HF_HUB_OFFLINE", "1").run().success()
        };
        command("cache import model.tar");
        command("download ada/model --local-dir out --link-mode copy");
        assert_eq!((sandbox.read("out/a.txt"), sandbox.read("out/c.bin")), (b"a".to_vec(), b"c".to_vec()));
    }
    assert_whole(&sandbox);
}

#[test]
fn a_damaged_content_is_not_exported() {
    let sandbox = with_model_and(&[("a.txt", b"content")], Options::default());
    sandbox.hf("download ada/model a.txt").success();
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    fs::write(blobs.join(&files(&blobs)[0]), "damaged").unwrap();
    let output = sandbox.hf("cache export ada/model -o model.tar");
    assert_eq!(output.code(), Some(7), "{output}");
    assert!(output.stderr.contains("hf download REPO --force-download"), "{output}");
    assert_eq!(files(&sandbox.work()), [""; 0]);
}

#[test]
fn what_a_revision_lacks_is_named() {
    let sandbox = with_model_and(&[("a.txt", b"a"), ("b.txt", b"b")], Options::default());
    sandbox.hf("download ada/model --include a.txt").success();
    let output = sandbox.hf("cache export ada/model -o model.tar --json").success();
    assert_eq!(output.json()["missing"], 2, "{output}");
    let warning = "2 files: not in the cache, and so not in the archive: .gitattributes, b.txt\n";
    assert!(output.stderr.contains(warning), "{output}");
    sandbox.hf("download ada/model").success();
    assert_eq!(sandbox.hf("cache export ada/model -o model.tar --json").success().json()["missing"], 0);
}

#[test]
fn what_somebody_put_into_a_snapshot_is_left_out() {
    let sandbox = with_model_and(&[("a.txt", b"a")], Options::default());
    let folder = sandbox.hf("download ada/model --quiet").success().bytes;
    let folder = PathBuf::from(String::from_utf8(folder).unwrap().trim_end());
    fs::write(folder.join("mine.txt"), "mine").unwrap();
    let output = sandbox.hf("cache export ada/model -o model.tar").success();
    assert!(output.stderr.contains("left out: mine.txt"), "{output}");
    elsewhere(&sandbox, "cache import model.tar").run().success();
    elsewhere(&sandbox, "download ada/model").run().success();
}

#[test]
fn a_revision_that_lacks_a_content_is_not_exported() {
    let sandbox = with_model_and(&[("a.txt", b"content")], Options::default());
    sandbox.hf("download ada/model a.txt").success();
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    fs::remove_file(blobs.join(&files(&blobs)[0])).unwrap();
    let output = sandbox.hf("cache export ada/model -o model.tar");
    assert_eq!(output.code(), Some(7), "{output}");
    assert!(output.stderr.contains("a.txt"), "{output}");
    assert_eq!(files(&sandbox.work()), [""; 0]);
}

#[test]
fn an_archive_that_cannot_be_completed_leaves_the_old_one() {
    let sandbox = with_model_and(&[("a.txt", b"content")], Options::default());
    sandbox.hf("download ada/model a.txt").success();
    sandbox.write("model.tar", "old");
    let blobs = cached(&sandbox, "models--ada--model").join("blobs");
    fs::File::options().append(true).open(blobs.join(&files(&blobs)[0])).unwrap().write_all(b"!").unwrap();
    assert_eq!(sandbox.hf("cache export ada/model -o model.tar").code(), Some(7));
    assert_eq!((files(&sandbox.work()), sandbox.read("model.tar")), (vec!["model.tar".to_owned()], b"old".to_vec()));
}

#[test]
fn a_link_stays_and_the_file_behind_it_becomes_the_archive() {
    let sandbox = with_model_and(&[("a.txt", b"content")], Options::default());
    sandbox.hf("download ada/model").success();
    let expected = sandbox.hf("cache export ada/model -o -").success().bytes;
    sandbox.write("disk/old", "old");
    for (link, target) in [("old.tar", "disk/old"), ("new.tar", "disk/new")] {
        symlink(target, sandbox.work().join(link)).unwrap();
        sandbox.hf(&format!("cache export ada/model -o {link}")).success();
        assert!(sandbox.work().join(link).is_symlink());
        assert!(sandbox.read(target) == expected, "{target}");
    }
    assert_eq!(files(&sandbox.work().join("disk")), ["new", "old"]);
}

#[test]
fn a_pipe_stays_and_gets_the_archive() {
    let sandbox = with_model_and(&[("a.txt", b"content")], Options::default());
    sandbox.hf("download ada/model").success();
    let expected = sandbox.hf("cache export ada/model -o -").success().bytes;
    sandbox.program("mkfifo", "pipe").run().success();
    let pipe = sandbox.work().join("pipe");
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    sandbox.hf("cache export ada/model -o pipe").success();
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert!(reader.join().unwrap() == expected);
}

#[test]
fn a_repo_and_a_revision_that_are_not_there_are_told() {
    let sandbox = sandbox();
    for words in ["ada/none", "ada/tiny-bert ada/none", "ada/planets", "ada/tiny-bert --revision none"] {
        let output = sandbox.hf(&format!("cache export {words} -o x.tar"));
        assert_eq!(output.code(), Some(3), "{output}");
    }
    assert_eq!(files(&sandbox.work()), [""; 0]);
}
