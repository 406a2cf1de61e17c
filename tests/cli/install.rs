//! `install.sh`, with the programs of this test run in place of a release build.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Output, Run};
use crate::sandbox::Sandbox;

fn install<'a>(sandbox: &'a Sandbox, words: &str) -> Run<'a> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("install.sh");
    let programs = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap();
    let run = sandbox.program("sh", "").argument(script).argument("--from").argument(programs);
    words.split(' ').fold(run, |run, word| run.argument(word.replace("PREFIX", &prefix(sandbox).to_string_lossy())))
}

fn prefix(sandbox: &Sandbox) -> PathBuf {
    sandbox.work().join("my prefix")
}

fn done(sandbox: &Sandbox, words: &str) -> Output {
    install(sandbox, words).run().success()
}

/// Every file below a folder, as a path in it.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn an_installed_hf_runs_and_has_its_completions_and_pages() {
    let sandbox = Sandbox::empty();
    done(&sandbox, "--prefix PREFIX");
    let installed = files(&prefix(&sandbox));
    for expected in [
        "bin/huggingface-cli",
        "share/bash-completion/completions/hf",
        "share/bash-completion/completions/huggingface-cli",
        "share/fish/vendor_completions.d/hf.fish",
        "share/man/man1/hf.1",
        "share/man/man7/hf-environment.7",
        "share/zsh/site-functions/_hf",
    ] {
        assert!(installed.iter().any(|file| file == expected), "no {expected} in {installed:?}");
    }
    let program = prefix(&sandbox).join("bin/hf");
    let version = sandbox.program(&program.to_string_lossy(), "--version").run().success();
    assert_eq!(version.stdout, format!("{}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_uninstalled_leaves_neither_files_nor_folders() {
    let sandbox = Sandbox::empty();
    done(&sandbox, "--prefix PREFIX");
    done(&sandbox, "--prefix PREFIX --uninstall");
    assert!(!prefix(&sandbox).exists());
    let again = done(&sandbox, "--prefix PREFIX --uninstall");
    assert!(again.stdout.starts_with("Nothing of hf is installed"), "{again}");
}

#[test]
fn installing_twice_keeps_nothing_of_its_own() {
    let sandbox = Sandbox::empty();
    done(&sandbox, "--prefix PREFIX");
    let once = files(&prefix(&sandbox));
    let second = done(&sandbox, "--prefix PREFIX");
    assert!(!second.stdout.contains("kept "), "{second}");
    assert_eq!(files(&prefix(&sandbox)), once);
}

#[test]
fn a_foreign_file_is_kept_named_and_put_back() {
    let sandbox = Sandbox::empty();
    let foreign = prefix(&sandbox).join("bin/hf");
    fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    fs::write(&foreign, "the Python client").unwrap();
    let output = done(&sandbox, "--prefix PREFIX");
    assert!(output.stdout.contains("bin/hf.before-hf"), "{output}");
    assert_eq!(fs::read_to_string(foreign.with_file_name("hf.before-hf")).unwrap(), "the Python client");
    done(&sandbox, "--prefix PREFIX --uninstall");
    assert_eq!(fs::read_to_string(&foreign).unwrap(), "the Python client");
}

#[test]
fn a_file_that_was_changed_since_is_not_removed() {
    let sandbox = Sandbox::empty();
    done(&sandbox, "--prefix PREFIX");
    let program = prefix(&sandbox).join("bin/hf");
    fs::write(&program, "a newer one").unwrap();
    let output = done(&sandbox, "--prefix PREFIX --uninstall");
    assert!(output.stdout.contains("left "), "{output}");
    assert_eq!(fs::read_to_string(&program).unwrap(), "a newer one");
}

#[test]
fn folders_that_were_there_before_stay() {
    let sandbox = Sandbox::empty();
    fs::create_dir_all(prefix(&sandbox).join("bin")).unwrap();
    done(&sandbox, "--prefix PREFIX");
    done(&sandbox, "--prefix PREFIX");
    done(&sandbox, "--prefix PREFIX --uninstall");
    let left: Vec<_> = fs::read_dir(prefix(&sandbox)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["bin"]);
}

#[test]
fn a_changed_program_is_kept_and_keeps_nobody_from_installing() {
    let sandbox = Sandbox::empty();
    let program = prefix(&sandbox).join("bin/hf");
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    fs::write(&program, "the Python client").unwrap();
    done(&sandbox, "--prefix PREFIX");
    for kept in ["hf.changed-hf", "hf.changed-hf.2"] {
        fs::write(&program, kept).unwrap();
        let output = done(&sandbox, "--prefix PREFIX");
        assert!(output.stdout.contains(&format!("bin/hf as [CWD]/my prefix/bin/{kept}\n")), "{output}");
        assert_eq!(fs::read_to_string(program.with_file_name(kept)).unwrap(), kept);
    }
    fs::write(&program, "mine").unwrap();
    done(&sandbox, "--prefix PREFIX --uninstall");
    done(&sandbox, "--prefix PREFIX");
    done(&sandbox, "--prefix PREFIX --uninstall");
    assert_eq!(fs::read_to_string(&program).unwrap(), "mine");
    assert_eq!(fs::read_to_string(program.with_file_name("hf.before-hf")).unwrap(), "the Python client");
}

#[test]
fn a_page_of_an_older_version_goes_away() {
    let sandbox = Sandbox::empty();
    done(&sandbox, "--prefix PREFIX");
    let page = prefix(&sandbox).join("share/man/man1/hf-gone.1");
    fs::write(&page, "x").unwrap();
    let list = prefix(&sandbox).join("share/hf/installed");
    let sum = "cksum < \"$0\"";
    let sum = sandbox.program("sh", "-c").argument(sum).argument(&page).run().success().stdout;
    let known = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{known}{} {}\n", sum.trim(), page.display())).unwrap();
    done(&sandbox, "--prefix PREFIX");
    assert!(!page.exists());
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = Sandbox::empty();
    let output = done(&sandbox, "--prefix PREFIX --dry-run");
    assert!(output.stdout.contains("would install [CWD]/my prefix/bin/hf\n"), "{output}");
    assert!(!prefix(&sandbox).exists());
}

#[test]
fn destdir_stands_before_every_path() {
    let sandbox = Sandbox::empty();
    let stage = sandbox.work().join("stage");
    install(&sandbox, "--prefix /usr").env("DESTDIR", &stage).run().success();
    assert!(stage.join("usr/bin/hf").exists());
    let list = fs::read_to_string(stage.join("usr/share/hf/installed")).unwrap();
    assert!(list.lines().all(|line| line.contains(" /usr/")), "{list}");
}

#[test]
fn an_unknown_option_is_a_usage_error() {
    let sandbox = Sandbox::empty();
    assert_eq!(install(&sandbox, "--perfix /x").run().code(), Some(2));
}

/// A release archive of the programs of this test run, and its checksum, in the working folder.
fn archive(sandbox: &Sandbox) -> PathBuf {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/archive");
    let programs = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap();
    let made = sandbox.program("sh", "").argument(script).argument(programs).argument(sandbox.work()).run().success();
    let name = made.stdout.trim().rsplit('/').next().unwrap().to_owned();
    assert!(name.starts_with(&format!("hf-{}-", env!("CARGO_PKG_VERSION"))) && name.ends_with(".tar.gz"), "{name}");
    sandbox.work().join(name)
}

#[test]
fn a_release_archive_is_installed_once_its_checksum_is_right() {
    let sandbox = Sandbox::empty();
    let (script, archive) = (Path::new(env!("CARGO_MANIFEST_DIR")).join("install.sh"), archive(&sandbox));
    let install = || {
        let run = sandbox.program("sh", "").argument(&script).argument("--from").argument(&archive);
        run.argument("--prefix").argument(prefix(&sandbox)).run()
    };
    let sum = archive.with_file_name(format!("{}.sha256", archive.file_name().unwrap().to_str().unwrap()));
    let right = fs::read_to_string(&sum).unwrap();
    fs::write(&sum, format!("{}  x\n", "0".repeat(64))).unwrap();
    let output = install();
    assert!(output.stderr.contains("does not match its checksum"), "{output}");
    fs::remove_file(&sum).unwrap();
    let output = install();
    assert!(output.stderr.contains("no checksum"), "{output}");
    assert!(!prefix(&sandbox).exists());
    fs::write(sum.with_file_name("SHA256SUMS"), right).unwrap();
    install().success();
    let program = prefix(&sandbox).join("bin/hf").display().to_string();
    assert_eq!(
        sandbox.program(&program, "--version").run().success().stdout,
        format!("{}\n", env!("CARGO_PKG_VERSION"))
    );
    assert!(prefix(&sandbox).join("share/man/man1/hf.1").exists());
    let state = sandbox.program(&program, "update --check --json").run().success().json();
    assert_eq!(state["installed_by"], "install.sh");
    assert_eq!(fs::read_dir(sandbox.temporary()).unwrap().count(), 0);
}
