//! `cargo hub run`: one command, and what is left of it.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::local_hub::run::{Home, Place, run};

/// Runs a script with these home folders. Returns its status.
fn script(homes: &Path, script: &str) -> u8 {
    let programs = Path::new(env!("CARGO_BIN_EXE_hf")).parent().unwrap();
    run(&["sh", "-ec", script].map(OsString::from), &Place { homes, programs }).unwrap()
}

#[test]
fn the_path_that_a_command_prints_can_be_looked_at_until_the_next_run() {
    let homes = TempDir::new().unwrap();
    assert_eq!(script(homes.path(), "hf download ada/tiny-bert --quiet > \"$HF_HOME/printed\""), 0);
    let printed = fs::read_to_string(homes.path().join("1/printed")).unwrap();
    let snapshot = Path::new(printed.trim());
    assert!(snapshot.join("config.json").is_file(), "{printed}");
    assert_eq!(script(homes.path(), "test -d \"$HF_HOME\"; exit 5"), 5);
    assert!(!snapshot.exists() && homes.path().join("1").exists());
}

#[test]
fn a_command_gets_no_variable_of_another_hub_or_of_the_cargo_that_started_the_run() {
    let homes = TempDir::new().unwrap();
    assert_eq!(script(homes.path(), "! env | grep -E '^(HF_TEST|CARGO_PKG|CARGO_MANIFEST)_'"), 0);
}

#[test]
fn runs_at_the_same_time_have_homes_of_their_own() {
    let homes = TempDir::new().unwrap();
    let first = Home::take(homes.path()).unwrap();
    let file = first.folder.join("file");
    fs::write(&file, "").unwrap();
    let second = Home::take(homes.path()).unwrap();
    assert_ne!(first.folder, second.folder);
    assert!(file.exists());
    drop(first);
    let third = Home::take(homes.path()).unwrap();
    assert_eq!(third.folder, file.parent().unwrap());
    assert!(!file.exists());
}
