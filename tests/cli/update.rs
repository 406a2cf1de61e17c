//! `hf update`.

use std::fs;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::local_hub::world::accounts::hex;
use crate::run::Output;
use crate::sandbox::Sandbox;

/// `hf` as `install.sh` leaves it below a folder.
fn installed(sandbox: &Sandbox) -> PathBuf {
    let prefix = sandbox.work().canonicalize().unwrap().join("prefix");
    for folder in ["bin", "share/hf"] {
        fs::create_dir_all(prefix.join(folder)).unwrap();
    }
    let program = prefix.join("bin/hf");
    fs::copy(env!("CARGO_BIN_EXE_hf"), &program).unwrap();
    fs::write(prefix.join("share/hf/installed"), format!("1 2 {}\n", program.display())).unwrap();
    program
}

/// A release whose script writes down what it is told.
fn release(sandbox: &Sandbox, version: &str) -> String {
    sandbox.write("new/hf-x/install.sh", "echo \"$@\" > told.txt; ls \"$2\" >> told.txt\n");
    sandbox.write("new/hf-x/hf", "new");
    sandbox.program("tar", "-czf release.tar.gz -C new hf-x").run().success();
    let content = sandbox.read("release.tar.gz");
    let file = format!("hf-{version}-{}-{}.tar.gz", std::env::consts::ARCH, std::env::consts::OS);
    let line = format!("{}  {file}\n", hex(&Sha256::digest(&content)));
    sandbox.hub().world().update(|state| state.releases.insert(file, content));
    line
}

fn update(sandbox: &Sandbox, sums: &str, words: &str) -> Output {
    sandbox.hub().world().update(|state| state.releases.insert("SHA256SUMS".to_owned(), sums.into()));
    let program = installed(sandbox).display().to_string();
    let run = sandbox.program(&program, words);
    run.env("HF_RELEASES_ENDPOINT", format!("{}/_releases", sandbox.hub().endpoint())).run()
}

#[test]
fn a_newer_release_is_installed_by_its_own_script() {
    let sandbox = Sandbox::empty();
    let sums = release(&sandbox, "99.0.0");
    let check = update(&sandbox, &sums, "update --check --json").success().json();
    assert_eq!((&check["installed_by"], &check["newest"]), (&"install.sh".into(), &"99.0.0".into()));
    assert!(!sandbox.work().join("told.txt").exists());
    let output = update(&sandbox, &sums, "update --json").success().json();
    assert_eq!((&output["version"], &output["before"]), (&"99.0.0".into(), &env!("CARGO_PKG_VERSION").into()));
    let told = String::from_utf8(sandbox.read("told.txt")).unwrap();
    assert!(told.starts_with("--from ") && told.contains("prefix\nhf\ninstall.sh\n"), "{told}");
    assert_eq!(fs::read_dir(sandbox.temporary()).unwrap().count(), 0);
}

#[test]
fn an_archive_with_another_checksum_changes_nothing() {
    let sandbox = Sandbox::empty();
    let good = release(&sandbox, "99.0.0");
    let wrong = format!("{}{}", "0".repeat(64), &good[64..]);
    let output = update(&sandbox, &wrong, "update");
    assert_eq!(output.code(), Some(7), "{output}");
    assert!(output.stderr.contains("does not match its checksum"), "{output}");
    assert!(!sandbox.work().join("told.txt").exists());
}

#[test]
fn the_newest_version_is_left_alone() {
    let sandbox = Sandbox::empty();
    let sums = release(&sandbox, env!("CARGO_PKG_VERSION"));
    let output = update(&sandbox, &sums, "update").success();
    assert!(output.stdout.contains("is up to date"), "{output}");
    assert!(!sandbox.work().join("told.txt").exists());
}

#[test]
fn without_known_releases_the_way_is_named() {
    let sandbox = Sandbox::empty();
    let program = installed(&sandbox).display().to_string();
    let output = sandbox.program(&program, "update").run();
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("HF_RELEASES_ENDPOINT"), "{output}");
    let build = sandbox.hf("update");
    assert_eq!(build.code(), Some(1), "{build}");
    assert!(sandbox.hub().requests().is_empty());
}
